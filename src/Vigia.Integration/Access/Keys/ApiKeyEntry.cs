using Vigia.Model.Access;

namespace Vigia.Integration.Access.Keys;

/// <summary>A key as the running module knows it, with the identity that its holder gets. Thread safe.</summary>
internal sealed class ApiKeyEntry : IDisposable
{
    private readonly CancellationTokenSource _revoked = new();
    private long _lastUsed;
    private long _lastWritten;

    public ApiKeyEntry(StoredApiKey stored)
    {
        Info = stored.Info;
        Hash = stored.Hash;
        _lastUsed = _lastWritten = stored.Info.LastUsedAt?.ToUnixTimeSeconds() ?? 0;
        Identity = new Identity
        {
            Subject = "key:" + Info.Name,
            Kind = "key",
            Scopes = new HashSet<string>(Info.Scopes, StringComparer.Ordinal),
            Types = Info.Types,
            Protocols = Info.Protocols,
            ExpiresAt = Info.ExpiresAt,
            Revoked = _revoked.Token,
        };
    }

    public ApiKeyInfo Info { get; }

    public SecretHash Hash { get; }

    public Identity Identity { get; }

    /// <summary>Notes the use, to a minute: within it, nothing is written that other cores would have to fetch.</summary>
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

    /// <summary>Tells connections that live on this key that it is over.</summary>
    public void Revoke() => _revoked.Cancel();

    public void Dispose() => _revoked.Dispose();
}
