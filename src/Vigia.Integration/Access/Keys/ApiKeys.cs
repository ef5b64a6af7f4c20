using System.Security.Cryptography;
using Vigia.Model.Access;

namespace Vigia.Integration.Access.Keys;

/// <summary>
/// The module's API keys, for commands: changes are in force in a module that runs on the same data folder within about
/// a second. Every call is a short piece of work on a local file. Thread safe.
/// </summary>
public sealed class ApiKeys : IDisposable
{
    /// <summary>The file in the data folder.</summary>
    public const string FileName = "access.db";

    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private readonly ApiKeyStore _store;
    private readonly TimeProvider _time;

    internal ApiKeys(ApiKeyStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>Every scope that a key can have.</summary>
    public static IReadOnlyList<string> AllScopes => Scopes.All;

    /// <summary>Opens the keys of a data folder; makes the folder (mode 0700) and the file (mode 0600) where they are missing.</summary>
    /// <param name="dataPath">The data folder.</param>
    /// <param name="time">The clock; the system's where null.</param>
    public static ApiKeys Open(string dataPath, TimeProvider? time = null) =>
        new(ApiKeyStore.Open(Path.GetFullPath(Path.Combine(dataPath, FileName))), time ?? TimeProvider.System);

    /// <summary>Makes a key.</summary>
    /// <exception cref="ApiKeyException">The request is wrong, or the name is taken; says all that is wrong at once.</exception>
    public CreatedApiKey Create(ApiKeyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        (ApiKeyInfo key, string secret) = Prepare(request);
        if (!_store.Insert(key, SecretHash.Of(secret)))
        {
            throw new ApiKeyException($"name: there is a key '{request.Name}' already; revoke it first or take another name.");
        }

        return new CreatedApiKey(key, secret);
    }

    /// <summary>Every key, revoked ones too, the oldest first.</summary>
    public IReadOnlyList<ApiKeyInfo> List() => [.. _store.Load().Select(static stored => stored.Info)];

    /// <summary>Revokes a key.</summary>
    /// <param name="idOrName">Its id, or its name.</param>
    /// <returns>The key as it is now.</returns>
    /// <exception cref="ApiKeyException">There is no such key, or it is revoked already.</exception>
    public ApiKeyInfo Revoke(string idOrName)
    {
        ArgumentException.ThrowIfNullOrEmpty(idOrName);
        return _store.Revoke(idOrName, _time.GetUtcNow())
            ?? throw new ApiKeyException($"There is no key '{idOrName}' that could be revoked; 'vigia key list' shows all.");
    }

    /// <summary>Makes a key in the place of another: with its name, rights and length of life. The other one is revoked at the same moment.</summary>
    /// <param name="idOrName">The other one's id, or its name.</param>
    /// <exception cref="ApiKeyException">There is no such key, or it is revoked already.</exception>
    public CreatedApiKey Rotate(string idOrName)
    {
        ArgumentException.ThrowIfNullOrEmpty(idOrName);
        ApiKeyInfo? old = List().FirstOrDefault(key => key.RevokedAt is null && (key.Id == idOrName || key.Name == idOrName));
        (ApiKeyInfo key, string secret) = Prepare(new ApiKeyRequest
        {
            Name = old?.Name ?? "none",
            Scopes = old?.Scopes ?? [],
            Types = old?.Types ?? [],
            Protocols = old?.Protocols ?? [],
            Lifetime = old?.ExpiresAt - old?.CreatedAt,
        });
        return old is not null && _store.Replace(old.Id, key, SecretHash.Of(secret), _time.GetUtcNow())
            ? new CreatedApiKey(key, secret)
            : throw new ApiKeyException($"There is no key '{idOrName}' that could be replaced; 'vigia key list' shows all.");
    }

    /// <summary>The key with this secret that is good for something: neither revoked nor run out. Null: there is none.</summary>
    public ApiKeyInfo? Find(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        SecretHash hash = SecretHash.Of(secret);
        DateTimeOffset now = _time.GetUtcNow();
        return _store.Load().FirstOrDefault(stored => stored.Hash.Equals(hash) && stored.Info.RevokedAt is null && !(stored.Info.ExpiresAt <= now))?.Info;
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    /// <summary>Makes a key with every scope where there has never been one; null where there has.</summary>
    internal CreatedApiKey? CreateFirst()
    {
        (ApiKeyInfo key, string secret) = Prepare(new ApiKeyRequest { Name = FirstKeyAnnouncement.KeyName, Scopes = Scopes.All });
        return _store.InsertFirst(key, SecretHash.Of(secret)) ? new CreatedApiKey(key, secret) : null;
    }

    private (ApiKeyInfo Key, string Secret) Prepare(ApiKeyRequest request)
    {
        var errors = new List<string>();
        request.Validate(errors);
        if (errors.Count > 0)
        {
            throw new ApiKeyException(string.Join(Environment.NewLine, errors));
        }

        DateTimeOffset now = _time.GetUtcNow();
        var key = new ApiKeyInfo
        {
            Id = "k_" + RandomNumberGenerator.GetString(IdAlphabet, 8),
            Name = request.Name,
            CreatedAt = now,
            ExpiresAt = now + request.Lifetime,
            Scopes = [.. request.Scopes.DefaultIfEmpty(Scopes.Send).Distinct(StringComparer.Ordinal)],
            Types = [.. request.Types.Distinct(StringComparer.Ordinal)],
            Protocols = [.. request.Protocols.Distinct(StringComparer.Ordinal)],
        };
        return (key, AccessSecret.Create(AccessSecret.KeyPrefix));
    }
}
