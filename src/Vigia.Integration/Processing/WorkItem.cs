using Vigia.Integration.Processing.Routes;
using Vigia.Integration.Queue;

namespace Vigia.Integration.Processing;

/// <summary>A leased message on its way through its route. Thread safe.</summary>
internal sealed class WorkItem : IDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private LeasedMessage _lease;
    private long _renewAt;

    public WorkItem(LeasedMessage lease, Route route, DateTimeOffset now)
    {
        _lease = lease;
        Route = route;
        ScheduleRenewal(now);
    }

    public Route Route { get; }

    /// <summary>The lease as it was last renewed.</summary>
    public LeasedMessage Lease => Volatile.Read(ref _lease);

    /// <summary>Set once the lease is known to be lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Completes when the message is off this worker's hands.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    public bool IsRenewalDue(DateTimeOffset now) => now.UtcTicks >= Volatile.Read(ref _renewAt) && !_lost.IsCancellationRequested;

    public void Renewed(LeasedMessage lease, DateTimeOffset now)
    {
        Volatile.Write(ref _lease, lease);
        ScheduleRenewal(now);
    }

    public Task LoseAsync() => _lost.CancelAsync();

    public void Dispose() => _lost.Dispose();

    private void ScheduleRenewal(DateTimeOffset now)
    {
        TimeSpan left = _lease.ExpiresAt - now;
        Volatile.Write(ref _renewAt, (now + (left / 2)).UtcTicks);
    }
}
