using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Vigia.Demo.Traffic;
using Vigia.Integration.Access.Keys;
using Vigia.Model.Access;

namespace Vigia.Demo;

/// <summary>The good and the bad credentials of the demo's clients, made anew for each demo.</summary>
internal sealed class DemoCredentials
{
    public const string Issuer = "vigia-demo";
    public const string Audience = "integracao";
    private const string Scope = "messages:send";

    private readonly JsonWebTokenHandler _tokens = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly TimeProvider _time;

    /// <param name="key">A key that may send everything.</param>
    /// <param name="restrictedKey">A key that may send one kind of message.</param>
    /// <param name="time">The clock.</param>
    public DemoCredentials(string key, string restrictedKey, TimeProvider time)
    {
        Key = key;
        RestrictedKey = restrictedKey;
        _time = time;
        SigningSecret = RandomNumberGenerator.GetHexString(64, lowercase: true);
    }

    public string Key { get; }

    public string RestrictedKey { get; }

    /// <summary>The HS256 secret that the module verifies tokens with.</summary>
    public string SigningSecret { get; }

    /// <returns>What to show in a turn of <paramref name="kind"/>; null: nothing.</returns>
    public string? For(TrafficKind kind) => kind switch
    {
        TrafficKind.Unauthenticated => null,
        TrafficKind.WrongKey => AccessSecret.Create(AccessSecret.KeyPrefix),
        TrafficKind.ExpiredToken => CreateToken(SigningSecret, validFor: TimeSpan.FromHours(-1)),
        TrafficKind.ForgedToken => CreateToken(RandomNumberGenerator.GetHexString(64, lowercase: true), validFor: TimeSpan.FromHours(1)),
        TrafficKind.Forbidden => RestrictedKey,
        _ => Key,
    };

    /// <summary>A token that is good for an hour.</summary>
    public string CreateToken() => CreateToken(SigningSecret, TimeSpan.FromHours(1));

    private string CreateToken(string secret, TimeSpan validFor)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        return _tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now - TimeSpan.FromHours(2),
            NotBefore = now - TimeSpan.FromHours(2),
            Expires = now + validFor,
            Subject = new ClaimsIdentity([new Claim("sub", "loja-demo"), new Claim("scope", Scope)]),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.ASCII.GetBytes(secret)), SecurityAlgorithms.HmacSha256),
        });
    }
}
