using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Tracing;
using Vigia.Integration.Delivery;
using Vigia.Integration.Processing.Routes;
using Vigia.Integration.Processing.Steps;
using Vigia.Integration.Queue;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing;

/// <summary>
/// Makes one attempt at a message: its route's steps, its destinations, and what the queue is told about it. The span, the
/// counters and the log lines of the guide are made here. Its name is the guide's component <c>message_processor</c>.
/// Thread safe.
/// </summary>
internal sealed partial class MessageProcessor(
    IMessageQueue queue, DeliveryLedger ledger, ProcessingMetrics metrics, TimeProvider time, ILogger<MessageProcessor> logger)
{
    private const string Source = "message_processor";
    private const string DeliverySource = "delivery";
    private const int MaxErrorLength = 4096;

    /// <summary>Processes a leased message and tells the queue. Never throws for the message's sake.</summary>
    /// <param name="work">The message.</param>
    /// <param name="cut">Set when the module cannot wait for attempts any longer.</param>
    public async Task ProcessAsync(WorkItem work, CancellationToken cut)
    {
        Message message = work.Lease.Message;
        using Activity? span = MessageTracing.StartProcess(
            message.Id, message.Protocol, message.TraceParent, message.TraceState, message.Type, message.Payload.Length, work.Lease.Attempt);
        using IDisposable? scope = logger.BeginScope(new MessageLogScope(message));
        span?.SetTag("vigia.route", work.Route.Name);

        DateTimeOffset startedAt = time.GetUtcNow();
        long start = time.GetTimestamp();
        AttemptResult result = await AttemptAsync(work, cut);
        TimeSpan duration = time.GetElapsedTime(start);
        if (result is not AttemptResult.Deferred)
        {
            metrics.Attempted(duration);
        }

        try
        {
            // What an attempt came to is written down even while the module stops: it is true already.
            await SettleAsync(work, result, startedAt, duration, span);
        }
        catch (Exception exception)
        {
            // The lease runs out by itself and the message is tried again; at least once is kept.
            metrics.Failed("queue_unavailable", Source);
            MessageTracing.RecordFailed(span, exception, "queue_unavailable");
            LogUnsettled(exception, message.Id, message.Protocol);
        }
    }

    private async Task<AttemptResult> AttemptAsync(WorkItem work, CancellationToken cut)
    {
        Route route = work.Route;
        if (work.Lease.Attempt > route.Retry.MaxAttempts)
        {
            // Earlier attempts ended without a word: their worker died, perhaps because of this very message.
            var poison = new ProcessingException(
                "attempts_exhausted", $"{work.Lease.Attempt - 1} attempts were begun and none was finished.", isTransient: false);
            return Failure(poison, Source);
        }

        using var timeout = new CancellationTokenSource(route.AttemptTimeout, time);
        using var token = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, work.Lost, cut);
        try
        {
            using var context = new StepContext(work.Lease.Message);
            foreach (IProcessingStep step in route.Steps)
            {
                token.Token.ThrowIfCancellationRequested();
                if (await step.RunAsync(context, token.Token) is { } reason)
                {
                    return new AttemptResult.Done(reason, []);
                }
            }

            return await DeliverAsync(route, context.Message, token.Token);
        }
        catch (OperationCanceledException) when (work.Lost.IsCancellationRequested || cut.IsCancellationRequested)
        {
            return new AttemptResult.Interrupted();
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            return Failure(new ProcessingException(
                "attempt_timeout", $"The attempt took longer than {route.AttemptTimeout}.", isTransient: true, exception), Source);
        }
        catch (Exception exception)
        {
            return Failure(exception, Source);
        }
    }

    /// <summary>All destinations at once; one that fails keeps no other from its message.</summary>
    private async Task<AttemptResult> DeliverAsync(Route route, Message message, CancellationToken cancellationToken)
    {
        var outputs = new List<MessageOutput>();
        var failures = new List<Exception>();
        var done = new List<GuardedDestination>();
        var pending = new List<(GuardedDestination Destination, Task<MessageOutput?> Delivery)>();
        foreach (GuardedDestination destination in route.Destinations)
        {
            if (!destination.IsLasting || !ledger.Has(message.Id, route.Name, destination.Name))
            {
                pending.Add((destination, destination.DeliverAsync(message, cancellationToken).AsTask()));
            }
        }

        foreach ((GuardedDestination destination, Task<MessageOutput?> delivery) in pending)
        {
            try
            {
                if (await delivery is { } output)
                {
                    outputs.Add(output);
                }

                done.Add(destination);
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count == 0)
        {
            return new AttemptResult.Done(null, outputs);
        }

        foreach (GuardedDestination destination in done.Where(static destination => destination.IsLasting))
        {
            ledger.Add(message.Id, route.Name, destination.Name);
        }

        if (failures.OfType<OperationCanceledException>().FirstOrDefault() is { } cancelled && cancellationToken.IsCancellationRequested)
        {
            throw cancelled;
        }

        return Worst(failures);
    }

    // What cannot be mended by waiting needs a person; what failed goes before what was not tried.
    private static AttemptResult Worst(List<Exception> failures)
    {
        Exception? tried = failures.Find(static failure => failure is ProcessingException { IsTransient: false })
            ?? failures.Find(static failure => failure is not CircuitOpenException);
        return tried is null
            ? new AttemptResult.Deferred(failures.OfType<CircuitOpenException>().Max(static open => open.RetryAfter))
            : Failure(tried, DeliverySource);
    }

    private static AttemptResult.Failed Failure(Exception exception, string source) => exception is ProcessingException known
        ? new AttemptResult.Failed(
            LabelOf(known.ErrorType), Bounded(known.Message), known.IsTransient, known.RetryAfter, source, known)
        : new AttemptResult.Failed(
            "unexpected_error", Bounded($"{exception.GetType().Name}: {exception.Message}"), IsTransient: true, null, source, exception);

    // It becomes a label of a metric, so what an extension gives is held to the rule.
    private static string LabelOf(string errorType)
    {
        bool valid = errorType.Length is > 0 and <= 64;
        foreach (char c in errorType)
        {
            valid &= char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_';
        }

        return valid ? errorType : "processor_error";
    }

    private static string Bounded(string text) => text.Length > MaxErrorLength ? text[..MaxErrorLength] : text;

    private async Task SettleAsync(WorkItem work, AttemptResult result, DateTimeOffset startedAt, TimeSpan duration, Activity? span)
    {
        if (work.Lost.IsCancellationRequested)
        {
            LeaseLost(work, span);
            return;
        }

        switch (result)
        {
            case AttemptResult.Done done:
                await CompleteAsync(work, done, startedAt, duration, span);
                break;
            case AttemptResult.Failed failed:
                await FailAsync(work, failed, startedAt, duration, span);
                break;
            case AttemptResult.Deferred deferred:
                await DeferAsync(work, deferred);
                break;
            default:
                await queue.ReleaseAsync(work.Lease, CancellationToken.None);
                LogReleased(work.Lease.Message.Id, work.Lease.Message.Protocol);
                break;
        }
    }

    private async Task CompleteAsync(
        WorkItem work, AttemptResult.Done done, DateTimeOffset startedAt, TimeSpan duration, Activity? span)
    {
        Message message = work.Lease.Message;
        var success = new AttemptSuccess(startedAt, duration, done.FilteredBecause, done.Outputs);
        if (!await queue.CompleteAsync(work.Lease, success, CancellationToken.None))
        {
            LeaseLost(work, span);
            return;
        }

        ledger.Forget(message.Id);
        string status = done.FilteredBecause is null ? "success" : "filtered";
        long milliseconds = Milliseconds(duration);
        metrics.Finished(message.Protocol, status);
        metrics.Completed(time.GetUtcNow() - (message.SentAt ?? message.ReceivedAt));
        MessageTracing.RecordProcessed(span);
        if (done.FilteredBecause is { } reason)
        {
            span?.SetTag("vigia.filtered", reason);
            LogFiltered(message.Id, message.Protocol, status, milliseconds, reason, work.Route.Name);
        }
        else
        {
            LogProcessed(message.Id, message.Protocol, status, milliseconds);
        }
    }

    private async Task FailAsync(
        WorkItem work, AttemptResult.Failed failed, DateTimeOffset startedAt, TimeSpan duration, Activity? span)
    {
        LeasedMessage lease = work.Lease;
        Message message = lease.Message;
        metrics.Failed(failed.ErrorType, failed.Source);
        MessageTracing.RecordFailed(span, failed.Exception, failed.ErrorType);

        var failure = new AttemptFailure(failed.ErrorType, failed.Message, failed.IsTransient, startedAt, duration);
        RetrySchedule retry = work.Route.Retry;
        if (failed.IsTransient && lease.Attempt < retry.MaxAttempts)
        {
            TimeSpan delay = retry.Delay(lease.Attempt, failed.RetryAfter);
            if (!await queue.RetryAsync(lease, failure, time.GetUtcNow() + delay, CancellationToken.None))
            {
                LeaseLost(work, span);
                return;
            }

            metrics.Retried(failed.ErrorType);
            LogRetry(
                message.Id, message.Protocol, "retrying", Milliseconds(duration), failed.ErrorType, failed.Message,
                lease.Attempt, Milliseconds(delay), work.Route.Name);
            return;
        }

        if (!await queue.BuryAsync(lease, failure, CancellationToken.None))
        {
            LeaseLost(work, span);
            return;
        }

        ledger.Forget(message.Id);
        metrics.Finished(message.Protocol, "error");
        LogDead(
            message.Id, message.Protocol, "error", Milliseconds(duration), failed.ErrorType, failed.Message, lease.Attempt, work.Route.Name);
    }

    private async Task DeferAsync(WorkItem work, AttemptResult.Deferred deferred)
    {
        // Spread, so that all that waited for one breaker do not meet its one probe together.
        TimeSpan wait = deferred.Wait + TimeSpan.FromSeconds(Random.Shared.NextDouble());
        metrics.DeferredByBreaker();
        if (!await queue.DeferAsync(work.Lease, time.GetUtcNow() + wait, CancellationToken.None))
        {
            LeaseLost(work, null);
            return;
        }

        long milliseconds = Milliseconds(wait);
        LogDeferred(work.Lease.Message.Id, work.Lease.Message.Protocol, milliseconds, work.Route.Name);
    }

    // Someone else has the message now: whatever this attempt came to is theirs to say.
    private void LeaseLost(WorkItem work, Activity? span)
    {
        metrics.Failed("lease_lost", Source);
        MessageTracing.RecordFailed(span, "lease_lost", "The lease ran out before the attempt was over.");
        LogLeaseLost(work.Lease.Message.Id, work.Lease.Message.Protocol, work.Lease.Attempt);
    }

    private static long Milliseconds(TimeSpan duration) => (long)Math.Round(duration.TotalMilliseconds);
}
