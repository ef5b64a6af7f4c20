using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Vigia.Integration.Access;

/// <summary>
/// Counts failures per address and minute. The table starts anew every minute and is bounded: addresses that find no
/// room in it share one count. Thread safe.
/// </summary>
internal sealed class FailureThrottle(IOptions<AccessOptions> options, TimeProvider time)
{
    private const int MaxAddresses = 65_536;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly int _limit = options.Value.FailuresPerMinute;
    private readonly Lock _turnLock = new();
    private ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private long _windowStart = time.GetTimestamp();

    public bool IsBlocked(string? address)
    {
        if (_limit == 0)
        {
            return false;
        }

        ConcurrentDictionary<string, int> failures = Turn();
        return failures.GetValueOrDefault(address ?? "") >= _limit
            || (failures.Count > MaxAddresses && failures.GetValueOrDefault("") >= _limit);
    }

    public void Note(string? address)
    {
        if (_limit == 0)
        {
            return;
        }

        ConcurrentDictionary<string, int> failures = Turn();
        string key = address ?? "";
        if (failures.Count >= MaxAddresses && !failures.ContainsKey(key))
        {
            key = "";
        }

        failures.AddOrUpdate(key, 1, static (_, count) => count < int.MaxValue ? count + 1 : count);
    }

    private ConcurrentDictionary<string, int> Turn()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _windowStart)) >= Window)
        {
            lock (_turnLock)
            {
                if (time.GetElapsedTime(_windowStart) >= Window)
                {
                    _failures = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
                    Volatile.Write(ref _windowStart, time.GetTimestamp());
                }
            }
        }

        return _failures;
    }
}
