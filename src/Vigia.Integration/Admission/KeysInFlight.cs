using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Vigia.Integration.Admission;

/// <summary>The idempotency keys whose first message is on its way to the disk. Bounded; thread safe.</summary>
internal sealed class KeysInFlight(IOptions<AdmissionOptions> options)
{
    private readonly ConcurrentDictionary<(string Subject, string Key), byte> _keys = new();
    private readonly int _max = options.Value.MaxKeysInFlight;
    private int _count;

    public enum Claim
    {
        Taken,
        InFlight,
        Full,
    }

    /// <summary>Claims a sender's key. <see cref="Claim.Taken"/> must be followed by <see cref="Release"/>.</summary>
    public Claim TryTake(string subject, string key)
    {
        if (Interlocked.Increment(ref _count) > _max)
        {
            Interlocked.Decrement(ref _count);
            return Claim.Full;
        }

        if (_keys.TryAdd((subject, key), 0))
        {
            return Claim.Taken;
        }

        Interlocked.Decrement(ref _count);
        return Claim.InFlight;
    }

    public void Release(string subject, string key)
    {
        if (_keys.TryRemove((subject, key), out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
