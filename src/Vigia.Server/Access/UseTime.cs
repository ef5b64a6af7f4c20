namespace Vigia.Server.Access;

/// <summary>When something was last used, kept in memory and written now and then. Thread safe.</summary>
internal sealed class UseTime
{
    private long _used;
    private long _written;

    public UseTime(DateTimeOffset? last) => _used = _written = last?.ToUnixTimeSeconds() ?? 0;

    /// <summary>To a second.</summary>
    public DateTimeOffset Last => DateTimeOffset.FromUnixTimeSeconds(Volatile.Read(ref _used));

    /// <summary>Notes a use.</summary>
    public void Note(DateTimeOffset now)
    {
        // Read first: one token on many connections would otherwise pass one cache line from core to core.
        long seconds = now.ToUnixTimeSeconds();
        if (seconds > Volatile.Read(ref _used))
        {
            Volatile.Write(ref _used, seconds);
        }
    }

    /// <summary>The last use, if it is a minute or more past the one on disk.</summary>
    public DateTimeOffset? TakeUnwritten()
    {
        long used = Volatile.Read(ref _used);
        if (used - Volatile.Read(ref _written) < 60)
        {
            return null;
        }

        Volatile.Write(ref _written, used);
        return DateTimeOffset.FromUnixTimeSeconds(used);
    }
}
