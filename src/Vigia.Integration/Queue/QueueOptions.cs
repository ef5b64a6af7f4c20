namespace Vigia.Integration.Queue;

/// <summary>Settings of the durable queue. Section <c>Queue</c>.</summary>
internal sealed class QueueOptions
{
    /// <summary>Unfinished messages at which further ones are answered with <see cref="EnqueueOutcome.Full"/>.</summary>
    public int Capacity { get; set; } = 100_000;

    /// <summary>Payload bytes of unfinished messages at which further ones are answered with <see cref="EnqueueOutcome.Full"/>.</summary>
    public long CapacityBytes { get; set; } = 1L << 30;

    /// <summary>Payload bytes of unfinished messages kept in memory; those of further messages are read back when they are lent.</summary>
    public long MemoryBytes { get; set; } = 64L << 20;

    /// <summary>Enqueues that may wait for the disk at one moment; further ones are answered with <see cref="EnqueueOutcome.Full"/>.</summary>
    public int MaxPending { get; set; } = 8_192;

    /// <summary>How long a lease lasts unless it is renewed.</summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Attempts after which a message is no longer lent but buried: the last guard against one that kills its worker.</summary>
    public int MaxDeliveries { get; set; } = 20;

    /// <summary>How long an idempotency key is remembered.</summary>
    public TimeSpan DeduplicationWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Idempotency keys remembered at most, about 24 bytes of memory each; the oldest are then forgotten early, and counted.</summary>
    public int DeduplicationCapacity { get; set; } = 4_000_000;

    /// <summary>Operations committed together at most.</summary>
    public int MaxBatch { get; set; } = 1_024;

    /// <summary>Bytes of log after which they are copied into the database file, beside the commits that go on.</summary>
    public long CheckpointBytes { get; set; } = 8L << 20;

    /// <summary>
    /// Bytes of log at which it starts over, for which commits stop for some milliseconds. At most twice as much, and what
    /// readers hold up, lies on the disk: a log that is written over is synced several times faster than one that grows.
    /// </summary>
    public long LogBytes { get; set; } = 64L << 20;

    /// <summary>How long enqueues are refused at once after the disk failed, before the next one tries it again.</summary>
    public TimeSpan UnavailableTime { get; set; } = TimeSpan.FromSeconds(1);
}
