using Vigia.Model.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Database;

namespace Vigia.Server.Access.Tokens;

/// <summary>
/// The monitor's API tokens, for the console and for commands. Changes of this process are in force when a method returns, those of another within
/// about a second. Thread safe.
/// </summary>
public sealed class ApiTokens : IDisposable
{
    /// <summary>The name of the token that the first start makes.</summary>
    public const string FirstName = "admin";

    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(36500);

    private readonly AccessDatabase _database;
    private readonly TimeProvider _time;
    private readonly Action _changed;

    internal ApiTokens(AccessDatabase database, TimeProvider time, Action? changed = null)
    {
        _database = database;
        _time = time;
        _changed = changed ?? (static () => { });
    }

    /// <summary>Opens the tokens of a monitor's data folder; makes the folder (mode 0700) and the file (mode 0600) where they are missing.</summary>
    public static ApiTokens Open(string folder, TimeProvider? time = null) => new(AccessDatabase.OpenIn(folder), time ?? TimeProvider.System);

    /// <summary>Makes a token.</summary>
    /// <param name="name">1 to 64 letters, digits, dots, hyphens or underscores.</param>
    /// <param name="scopes">Of <see cref="AccessScopes.All"/>; none: <see cref="AccessScopes.ReadMetrics"/>.</param>
    /// <param name="lifetime">How long it is good for; null: until it is revoked.</param>
    /// <param name="actor">Who makes it, for the audit; null: the monitor.</param>
    /// <exception cref="TokenException">The request is wrong, or the name is taken; says all that is wrong at once.</exception>
    public CreatedToken Create(string name, IReadOnlyList<string> scopes, TimeSpan? lifetime = null, Actor? actor = null)
    {
        CreatedToken created = Prepare(name, scopes, lifetime);
        _database.Write(transaction =>
        {
            if (TokenStore.Count(transaction) >= TokenStore.MaxTokens)
            {
                throw new TokenException(AccessErrors.TooMany, $"There are {TokenStore.MaxTokens} tokens, revoked ones included; that is the limit.");
            }

            if (!TokenStore.Insert(transaction, created.Token, SecretHash.Of(created.Secret)))
            {
                throw new TokenException(AccessErrors.NameTaken, $"name: there is a token '{name}' already; revoke it first or take another name.");
            }

            return Audit(transaction, actor, AuditActions.TokenCreated, created.Token);
        });
        _changed();
        return created;
    }

    /// <summary>Every token, revoked ones too, the oldest first.</summary>
    public IReadOnlyList<ApiToken> List() => [.. _database.Read(TokenStore.Load).Select(static stored => stored.Token)];

    /// <summary>Revokes a token by its id or name.</summary>
    /// <param name="idOrName">Which.</param>
    /// <param name="actor">Who does it, for the audit; null: the monitor.</param>
    /// <exception cref="TokenException">There is no such token, or it is revoked already.</exception>
    public ApiToken Revoke(string idOrName, Actor? actor = null)
    {
        ApiToken revoked = _database.Write(transaction =>
        {
            ApiToken token = TokenStore.Revoke(transaction, idOrName, _time.GetUtcNow())
                ?? throw new TokenException(AccessErrors.NotFound, $"There is no token '{idOrName}' that could be revoked; 'vigia token list' shows all.");
            Audit(transaction, actor, AuditActions.TokenRevoked, token);
            return token;
        });
        _changed();
        return revoked;
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    /// <summary>Makes a token with every right where there has never been one; null where there has.</summary>
    internal CreatedToken? CreateFirst()
    {
        CreatedToken created = Prepare(FirstName, [AccessScopes.Admin], lifetime: null);
        return _database.Write(transaction =>
            TokenStore.Count(transaction) == 0
            && TokenStore.Insert(transaction, created.Token, SecretHash.Of(created.Secret))
            && Audit(transaction, Actor.System, AuditActions.TokenCreated, created.Token)) ? created : null;
    }

    private bool Audit(AccessTransaction transaction, Actor? actor, string action, ApiToken token) =>
        AuditTrail.Insert(transaction, _time.GetUtcNow(), actor ?? Actor.System, action, token.Id, $"{token.Name}: {string.Join(' ', token.Scopes)}");

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
            throw new TokenException(AccessErrors.BadRequest, string.Join(Environment.NewLine, errors));
        }

        DateTimeOffset now = _time.GetUtcNow();
        var token = new ApiToken
        {
            Id = AccessIds.Create('t'),
            Name = name,
            Scopes = [.. scopes.DefaultIfEmpty(AccessScopes.ReadMetrics).Distinct(StringComparer.Ordinal)],
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        return new CreatedToken(token, AccessSecret.Create(AccessSecret.TokenPrefix));
    }
}
