using System.Security.Cryptography;
using Vigia.Model.Access;

namespace Vigia.Server.Access.Tokens;

/// <summary>
/// The monitor's API tokens, for commands: changes are in force in a monitor that runs on the same data within about a second. Thread safe.
/// </summary>
public sealed class ApiTokens : IDisposable
{
    /// <summary>The file in the monitor's data folder.</summary>
    public const string FileName = "access.db";

    /// <summary>The name of the token that the first start makes.</summary>
    public const string FirstName = "admin";

    private const string IdAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(36500);

    private readonly TokenStore _store;
    private readonly TimeProvider _time;

    internal ApiTokens(TokenStore store, TimeProvider time) => (_store, _time) = (store, time);

    /// <summary>Opens the tokens of a monitor's data folder; makes the folder (mode 0700) and the file (mode 0600) where they are missing.</summary>
    public static ApiTokens Open(string folder, TimeProvider? time = null) =>
        new(TokenStore.Open(Path.GetFullPath(Path.Combine(folder, FileName))), time ?? TimeProvider.System);

    /// <summary>Makes a token.</summary>
    /// <param name="name">1 to 64 letters, digits, dots, hyphens or underscores.</param>
    /// <param name="scopes">Of <see cref="AccessScopes.All"/>; none: <see cref="AccessScopes.ReadMetrics"/>.</param>
    /// <param name="lifetime">How long it is good for; null: until it is revoked.</param>
    /// <exception cref="TokenException">The request is wrong, or the name is taken; says all that is wrong at once.</exception>
    public CreatedToken Create(string name, IReadOnlyList<string> scopes, TimeSpan? lifetime = null)
    {
        CreatedToken created = Prepare(name, scopes, lifetime);
        if (!_store.Insert(created.Token, SecretHash.Of(created.Secret), onlyFirst: false))
        {
            throw new TokenException($"name: there is a token '{name}' already; revoke it first or take another name.");
        }

        return created;
    }

    /// <summary>Every token, revoked ones too, the oldest first.</summary>
    public IReadOnlyList<ApiToken> List() => [.. _store.Load().Select(static stored => stored.Token)];

    /// <summary>Revokes a token by its id or name.</summary>
    /// <exception cref="TokenException">There is no such token, or it is revoked already.</exception>
    public ApiToken Revoke(string idOrName) =>
        _store.Revoke(idOrName, _time.GetUtcNow())
        ?? throw new TokenException($"There is no token '{idOrName}' that could be revoked; 'vigia token list' shows all.");

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    /// <summary>Makes a token with every right where there has never been one; null where there has.</summary>
    internal CreatedToken? CreateFirst()
    {
        CreatedToken created = Prepare(FirstName, [AccessScopes.Admin], lifetime: null);
        return _store.Insert(created.Token, SecretHash.Of(created.Secret), onlyFirst: true) ? created : null;
    }

    private CreatedToken Prepare(string name, IReadOnlyList<string> scopes, TimeSpan? lifetime)
    {
        var errors = new List<string>();
        if (name.Length is 0 or > 64 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            errors.Add("name: 1 to 64 letters, digits, dots, hyphens or underscores.");
        }

        errors.AddRange(scopes.Where(static scope => !AccessScopes.All.Contains(scope))
            .Select(static scope => $"scopes: '{scope}' is none of {string.Join(", ", AccessScopes.All)}."));
        if (lifetime <= TimeSpan.Zero || lifetime > MaxLifetime)
        {
            errors.Add("expires: more than nothing and at most 36500 days.");
        }

        if (errors.Count > 0)
        {
            throw new TokenException(string.Join(Environment.NewLine, errors));
        }

        DateTimeOffset now = _time.GetUtcNow();
        var token = new ApiToken
        {
            Id = "t_" + RandomNumberGenerator.GetString(IdAlphabet, 8),
            Name = name,
            Scopes = [.. scopes.DefaultIfEmpty(AccessScopes.ReadMetrics).Distinct(StringComparer.Ordinal)],
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        return new CreatedToken(token, AccessSecret.Create(AccessSecret.TokenPrefix));
    }
}
