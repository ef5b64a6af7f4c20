using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Integration.Queue;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;

namespace Vigia.Integration.Messages;

/// <summary>Removes in the background what has been kept long enough.</summary>
internal sealed partial class MessageRetention(
    QueueWriter writer, MessagesOptions options, QueueOptions queueOptions, TimeProvider time, ILogger<MessageRetention> logger) : BackgroundService
{
    /// <summary>Removes all that is too old now.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        RetentionOptions kept = options.Retention;
        await RepeatAsync(context => RetentionSteps.Refused(context, Before(kept.Refused)), cancellationToken);
        await RepeatAsync(context => RetentionSteps.Dead(context, Before(kept.Dead)), cancellationToken);
        await RepeatAsync(context => RetentionSteps.Audit(context, Before(kept.Audit)), cancellationToken);
        await RepeatAsync(context => RetentionSteps.Keys(context, Before(queueOptions.DeduplicationWindow)), cancellationToken);
        long? after = 0;
        while (after is { } from)
        {
            after = await SubmitAsync(context => RetentionSteps.Processed(context, Before(kept.Processed), from), cancellationToken);
        }

        await SubmitAsync(
            context =>
            {
                RetentionSteps.Zones(context);
                return true;
            },
            cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.RetentionInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (QueueUnavailableException exception)
            {
                LogPostponed(exception);
            }
        }
    }

    private long Before(TimeSpan kept) => DatabaseKeys.Time(time.GetUtcNow()) - DatabaseKeys.Duration(kept);

    private async Task RepeatAsync(Func<QueueContext, bool> step, CancellationToken cancellationToken)
    {
        while (await SubmitAsync(step, cancellationToken))
        {
        }
    }

    private ValueTask<T> SubmitAsync<T>(Func<QueueContext, T> step, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new WorkOperation<T>(step);
        writer.TrySubmit(operation);
        return operation.Task;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Limpeza de mensagens antigas adiada: banco de dados indisponível")]
    private partial void LogPostponed(Exception exception);
}
