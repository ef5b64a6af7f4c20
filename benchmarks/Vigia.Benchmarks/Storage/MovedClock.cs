namespace Vigia.Benchmarks.Storage;

/// <summary>A clock that stands where it is put; its timers are real.</summary>
internal sealed class MovedClock : TimeProvider
{
    public long Now { get; set; }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
}
