using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.DeadLetters;

/// <summary>An operation and how far it has come. Thread safe.</summary>
internal sealed class DeadLetterRun(DeadLetterOperation status, AuditEntry audit)
{
    private readonly Lock _lock = new();

    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DeadLetterOperation _status = status;

    public DeadLetterOperation Status => Volatile.Read(ref _status);

    public AuditEntry Audit => audit;

    /// <summary>Completes when a person stops it.</summary>
    public Task Stopped => _stop.Task;

    /// <summary>False: it was stopped before.</summary>
    public bool TryStart(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_status.State != OperationState.Waiting)
            {
                return false;
            }

            _status = _status with { State = OperationState.Running, StartedAt = now };
            return true;
        }
    }

    public void Update(Func<DeadLetterOperation, DeadLetterOperation> change)
    {
        lock (_lock)
        {
            _status = change(_status);
        }
    }

    public void End(OperationState state, DateTimeOffset now, string? error = null) =>
        Update(status => status with { State = state, EndedAt = now, Error = error, WaitsForRoom = false });

    public void Cancel(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_status.State == OperationState.Waiting)
            {
                _status = _status with { State = OperationState.Cancelled, EndedAt = now };
            }
        }

        _stop.TrySetResult();
    }
}
