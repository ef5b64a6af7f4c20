using Microsoft.Extensions.Hosting;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Queue.Operations;

namespace Vigia.Integration.Queue;

/// <summary>Starts the writer before anything that needs the queue, and stops it after. Gives the queue's gauges their values.</summary>
internal sealed class QueueService(QueueWriter writer, ServiceMetrics metrics, TimeProvider time, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        writer.Broken += lifetime.StopApplication;
        writer.Start();
        metrics.QueueSize.SetCallback(() => writer.Count);
        metrics.DeadLetters.SetCallback(() => writer.DeadLetters);
        metrics.QueueOldestAge.SetCallback(
            () => writer.OldestReceivedAt is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : 0);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        writer.Stop();
        return Task.CompletedTask;
    }
}
