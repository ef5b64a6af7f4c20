using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.Access.Logins;

/// <summary>
/// Slows down guessing: by user and place together, and by place. Never by user alone, so a stranger cannot lock anybody out from elsewhere; and
/// the longest wait is a quarter of an hour. Thread safe.
/// </summary>
internal sealed class LoginThrottle
{
    private const int Capacity = 10_000;
    private const int FreeOfUser = 5;
    private const int FreeOfPlace = 30;

    private readonly Lock _lock = new();
    private readonly AttemptTable _users = new(FreeOfUser, Capacity);
    private readonly AttemptTable _places = new(FreeOfPlace, Capacity);
    private readonly TimeProvider _time;

    public LoginThrottle(MetricRegistry metrics, TimeProvider time)
    {
        _time = time;
        Counter evicted = metrics.CreateCounter("vigia_login_places_forgotten_total", "Failed logins that were forgotten because there were too many to remember.");
        long last = 0;
        metrics.OnCollect(() =>
        {
            lock (_lock)
            {
                long now = _users.Evicted + _places.Evicted;
                evicted.Increment(now - last);
                last = now;
            }
        });
    }

    /// <summary>
    /// Begins an attempt, which counts as failed until <see cref="Succeeded"/>: many at once get no more guesses than one after the other.
    /// </summary>
    /// <returns>How long to wait; nothing: go on.</returns>
    public TimeSpan Begin(string place, string userName)
    {
        string key = Key(place, userName);
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            TimeSpan user = _users.Wait(key, now);
            TimeSpan all = _places.Wait(place, now);
            TimeSpan wait = user > all ? user : all;
            if (wait == TimeSpan.Zero)
            {
                _users.Fail(key, now);
                _places.Fail(place, now);
            }

            return wait;
        }
    }

    /// <summary>The attempt was no failure.</summary>
    public void Succeeded(string place, string userName)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            _users.Clear(Key(place, userName));
            _places.TakeBack(place, now);
        }
    }

    // No place holds a blank, so no two pairs make one key.
    private static string Key(string place, string userName) => place + " " + userName;
}
