using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Integration.Listeners.Web;

/// <summary>
/// Counts requests that Kestrel answers by itself because they break HTTP (broken or huge headers, headers that come too
/// slowly): no middleware ever sees them.
/// </summary>
internal sealed class BadRequestObserver(DiagnosticListener diagnostics, WebConnections connections, ServiceMetrics metrics)
    : IHostedService, IObserver<KeyValuePair<string, object?>>
{
    private const string EventName = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private readonly Counter _errors = metrics.Errors.WithLabels("protocol", "http");
    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = diagnostics.Subscribe(this, static name => name == EventName);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not IFeatureCollection features
            || features.Get<WebConnection>() is { IsFailureCounted: true }
            || features.Get<IBadRequestExceptionFeature>()?.Error is not { } error)
        {
            return;
        }

        _errors.Increment();
        bool slow = error is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout };
        connections.Metrics.Failed(slow ? "slow" : "protocol");
    }

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }
}
