using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.DeadLetters;

/// <summary>
/// Changes of many dead letters, one after the other, in steps small enough that messages hardly wait and a person can stop
/// them. A replay that fills the queue waits for room. What is not done when the module stops stays as it was. Thread safe.
/// </summary>
internal sealed partial class DeadLetterOperations(IDeadLetterStore store, TimeProvider time, ILogger<DeadLetterOperations> logger)
    : BackgroundService
{
    /// <summary>Operations that wait; further ones are refused.</summary>
    public const int MaxWaiting = 16;

    /// <summary>Operations that are remembered; the oldest that ended are forgotten first.</summary>
    public const int MaxKept = 100;

    private const int LettersPerStep = 200;

    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<DeadLetterRun> _waiting =
        Channel.CreateBounded<DeadLetterRun>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly Lock _lock = new();
    private readonly LinkedList<DeadLetterRun> _runs = new();
    private long _lastNumber;

    /// <summary>Begins an operation, behind those that wait. Null: too many do.</summary>
    public DeadLetterOperation? Begin(DeadLetterOperationRequest request, AuditEntry audit)
    {
        string id = string.Create(
            CultureInfo.InvariantCulture, $"op_{time.GetUtcNow().ToUnixTimeMilliseconds():x}_{Interlocked.Increment(ref _lastNumber):x}");
        var run = new DeadLetterRun(
            new DeadLetterOperation
            {
                Id = id,
                Action = request.Action,
                Selection = request.Selection,
                State = OperationState.Waiting,
                Actor = audit.Actor,
                CreatedAt = audit.At,
            },
            audit with { Details = $"operation: {id}" });
        lock (_lock)
        {
            if (!_waiting.Writer.TryWrite(run))
            {
                return null;
            }

            _runs.AddFirst(run);
            Forget();
        }

        return run.Status;
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<DeadLetterOperation> List()
    {
        lock (_lock)
        {
            return [.. _runs.Select(static run => run.Status)];
        }
    }

    public DeadLetterOperation? Find(string id) => FindRun(id)?.Status;

    /// <summary>Stops an operation after the step that it is in; one that has ended stays as it is. Null: there is none with this id.</summary>
    public DeadLetterOperation? Cancel(string id)
    {
        DeadLetterRun? run = FindRun(id);
        run?.Cancel(time.GetUtcNow());
        return run?.Status;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (DeadLetterRun run in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            await ExecuteAsync(run, stoppingToken);
        }
    }

    private async Task ExecuteAsync(DeadLetterRun run, CancellationToken stopping)
    {
        if (!run.TryStart(time.GetUtcNow()))
        {
            return;
        }

        try
        {
            OperationState end = await ChangeAsync(run, stopping) ? OperationState.Completed : OperationState.Cancelled;
            run.End(end, time.GetUtcNow());
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            run.End(OperationState.Cancelled, time.GetUtcNow());
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever it was, those that wait behind it are no part of it.
            LogFailed(exception, run.Status.Id, run.Status.Done);
            run.End(OperationState.Failed, time.GetUtcNow(), exception.Message);
        }
    }

    /// <returns>False: it was stopped.</returns>
    private async Task<bool> ChangeAsync(DeadLetterRun run, CancellationToken cancellationToken)
    {
        MessageFilter filter = DeadLettersApi.Fitting(run.Status.Selection);
        long mark = await store.MarkAsync(cancellationToken);
        long total = await store.CountAsync(filter, cancellationToken);
        run.Update(status => status with { Total = total });
        bool isFirst = true;
        while (!run.Stopped.IsCompleted)
        {
            var step = new DeadLetterStep(run.Status.Action, filter, mark, LettersPerStep, isFirst);
            DeadLetterStepResult result = await store.StepAsync(step, run.Audit, cancellationToken);
            isFirst &= result.Ids.Count == 0;
            bool isHeld = result is { HasMore: true, Ids.Count: 0 };
            run.Update(status => status with { Done = status.Done + result.Ids.Count, WaitsForRoom = isHeld });
            if (!result.HasMore)
            {
                return true;
            }

            if (isHeld)
            {
                await Task.WhenAny(run.Stopped, Task.Delay(RoomPause, time, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return false;
    }

    private DeadLetterRun? FindRun(string id)
    {
        lock (_lock)
        {
            return _runs.FirstOrDefault(run => run.Status.Id == id);
        }
    }

    private void Forget()
    {
        for (LinkedListNode<DeadLetterRun>? node = _runs.Last; node is not null && _runs.Count > MaxKept;)
        {
            LinkedListNode<DeadLetterRun>? newer = node.Previous;
            if (node.Value.Status.EndedAt is not null)
            {
                _runs.Remove(node);
            }

            node = newer;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Operação {Operation} sobre mensagens mortas falhou depois de {Done} mensagens")]
    private partial void LogFailed(Exception exception, string operation, long done);
}
