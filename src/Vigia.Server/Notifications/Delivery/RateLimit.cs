namespace Vigia.Server.Notifications.Delivery;

/// <summary>A token bucket. Thread safe.</summary>
/// <param name="perMinute">Tokens a minute; 0: no limit.</param>
/// <param name="burst">Tokens that may gather.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(int perMinute, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private DateTimeOffset _at = time.GetUtcNow();

    /// <summary>Takes a token, and says how long to wait before using it.</summary>
    public TimeSpan Take()
    {
        if (perMinute <= 0)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            _tokens = Math.Min(burst, _tokens + (now - _at).TotalMinutes * perMinute) - 1;
            _at = now;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(-_tokens / perMinute);
        }
    }

    /// <summary>Gives a token back that was not used, so that those who gave up do not hold up others.</summary>
    public void GiveBack()
    {
        lock (_lock)
        {
            _tokens = Math.Min(burst, _tokens + 1);
        }
    }
}
