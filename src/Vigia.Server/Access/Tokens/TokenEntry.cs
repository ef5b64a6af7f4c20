using Vigia.Model.Access;

namespace Vigia.Server.Access.Tokens;

/// <summary>A token as the running monitor knows it. Thread safe.</summary>
internal sealed class TokenEntry(StoredToken stored)
{
    private long _lastUsed = stored.Token.LastUsedAt?.ToUnixTimeSeconds() ?? 0;
    private long _lastWritten = stored.Token.LastUsedAt?.ToUnixTimeSeconds() ?? 0;

    public ApiToken Info { get; } = stored.Token;

    public SecretHash Hash { get; } = stored.Hash;

    public TokenIdentity Identity { get; } =
        new(stored.Token.Id, stored.Token.Name, new HashSet<string>(stored.Token.Scopes, StringComparer.Ordinal));

    /// <summary>Notes the use, to a minute.</summary>
    public void Used(DateTimeOffset now)
    {
        long seconds = now.ToUnixTimeSeconds();
        if (seconds - Volatile.Read(ref _lastUsed) >= 60)
        {
            Volatile.Write(ref _lastUsed, seconds);
        }
    }

    /// <summary>When it was last used, if that is not yet on disk.</summary>
    public DateTimeOffset? TakeUnwritten()
    {
        long used = Volatile.Read(ref _lastUsed);
        return Interlocked.Exchange(ref _lastWritten, used) < used ? DateTimeOffset.FromUnixTimeSeconds(used) : null;
    }
}
