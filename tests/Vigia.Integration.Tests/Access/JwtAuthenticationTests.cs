using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Access;
using Xunit;

namespace Vigia.Integration.Tests.Access;

public sealed class JwtAuthenticationTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private AccessHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await AccessHost.StartAsync(JwtFixture.Configure, _time);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task Authenticate_GoodToken_GivesItsIdentity(string algorithm)
    {
        AuthenticationResult result = await _host.TryAsync(JwtFixture.Token(algorithm, JwtFixture.Claims(claims =>
        {
            claims["types"] = new[] { "order.*" };
            claims["protocols"] = "http mqtt";
        })));

        Assert.Equal(AuthenticationFailure.None, result.Failure);
        Assert.Equal("maria", result.Identity!.Subject);
        Assert.Equal("jwt", result.Identity.Kind);
        Assert.True(result.Identity.Has(Scopes.Send));
        Assert.False(result.Identity.Has(Scopes.EraseMessages));
        Assert.Equal(["order.*"], result.Identity.Types);
        Assert.Equal(["http", "mqtt"], result.Identity.Protocols);
        Assert.Equal(1, _host.Attempts(success: true));
    }

    [Fact]
    public async Task Authenticate_SameTokenAgain_GivesTheRememberedIdentity()
    {
        string token = JwtFixture.Token("RS256");

        Identity? first = (await _host.TryAsync(token)).Identity;

        Assert.NotNull(first);
        Assert.Same(first, (await _host.TryAsync(token)).Identity);
        Assert.Equal(2, _host.Attempts(success: true));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("hs256")]
    public async Task Authenticate_OtherAlgorithm_IsForbidden(string algorithm)
    {
        await AssertRefusedAsync(JwtFixture.Token(algorithm), AuthenticationFailure.ForbiddenAlgorithm);
        Assert.Equal(1, _host.SecurityErrors("forbidden_algorithm"));
    }

    [Fact]
    public async Task Authenticate_PublicKeyUsedAsHmacSecret_IsABadSignature()
    {
        foreach (byte[] confused in new[]
        {
            Encoding.UTF8.GetBytes(JwtFixture.Rsa.ExportSubjectPublicKeyInfoPem()),
            File.ReadAllBytes(_host["rsa.pem"]),
            JwtFixture.Rsa.ExportSubjectPublicKeyInfo(),
            JwtFixture.Rsa.ExportRSAPublicKey(),
        })
        {
            await AssertRefusedAsync(
                JwtFixture.Token("HS256", sign: data => HMACSHA256.HashData(confused, data)), AuthenticationFailure.BadSignature);
        }
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task Authenticate_ForeignSignature_IsABadSignature(string algorithm)
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Func<byte[], byte[]> sign = algorithm switch
        {
            "HS256" => data => HMACSHA256.HashData(new byte[32], data),
            "RS256" => data => JwtFixture.Sign(rsa, data),
            _ => data => JwtFixture.Sign(ec, data),
        };

        await AssertRefusedAsync(JwtFixture.Token(algorithm, sign: sign), AuthenticationFailure.BadSignature);
        await AssertRefusedAsync(JwtFixture.Token(algorithm, sign: _ => []), AuthenticationFailure.BadSignature);
        await AssertRefusedAsync(
            JwtFixture.Token(algorithm, JwtFixture.Claims(claims => claims["exp"] = 1), sign: sign), AuthenticationFailure.BadSignature);
        Assert.Equal(3, _host.SecurityErrors("bad_signature"));
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Contains("maria", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Authenticate_ChangedClaims_IsABadSignature()
    {
        string[] good = JwtFixture.Token("HS256").Split('.');
        string[] other = JwtFixture.Token("HS256", JwtFixture.Claims(claims => claims["sub"] = "root")).Split('.');

        await AssertRefusedAsync($"{good[0]}.{other[1]}.{good[2]}", AuthenticationFailure.BadSignature);
    }

    [Fact]
    public async Task Authenticate_Expired_IsCountedAsExpiredAndNamesItsSubject()
    {
        DateTimeOffset now = _time.GetUtcNow();
        string inSkew = JwtFixture.Token("ES256", JwtFixture.Claims(claims => claims["exp"] = now.ToUnixTimeSeconds() - 20));
        string expired = JwtFixture.Token("ES256", JwtFixture.Claims(claims => claims["exp"] = now.ToUnixTimeSeconds() - 31));

        Assert.NotNull((await _host.TryAsync(inSkew)).Identity);
        await AssertRefusedAsync(expired, AuthenticationFailure.Expired);
        Assert.Equal(1, _host.Metrics.TokensExpired.WithLabels("http").Value);
        Assert.Contains(_host.Logs.Lines, line => line.Contains("subject=maria", StringComparison.Ordinal) && line.Contains("reason=expired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Authenticate_RememberedTokenPastItsTime_IsExpired()
    {
        string token = JwtFixture.Token("HS256", JwtFixture.Claims(now: _time.GetUtcNow()));
        Assert.NotNull((await _host.TryAsync(token)).Identity);

        _time.Advance(TimeSpan.FromSeconds(600 + 29));
        Assert.NotNull((await _host.TryAsync(token)).Identity);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(AuthenticationFailure.Expired, (await _host.TryAsync(token)).Failure);
    }

    [Fact]
    public async Task Authenticate_WrongClaims_AreRefusedByTheirReason()
    {
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        (AuthenticationFailure Failure, Action<Dictionary<string, object?>> Change)[] cases =
        [
            (AuthenticationFailure.NotYetValid, claims => claims["nbf"] = now + 60),
            (AuthenticationFailure.WrongIssuer, claims => claims["iss"] = "https://issuer.example/"),
            (AuthenticationFailure.WrongIssuer, claims => claims.Remove("iss")),
            (AuthenticationFailure.WrongAudience, claims => claims["aud"] = "other"),
            (AuthenticationFailure.WrongAudience, claims => claims.Remove("aud")),
            (AuthenticationFailure.Malformed, claims => claims.Remove("exp")),
            (AuthenticationFailure.Malformed, claims => claims.Remove("sub")),
            (AuthenticationFailure.Malformed, claims => claims["sub"] = "key:first"),
            (AuthenticationFailure.Malformed, claims => claims["sub"] = 7),
            (AuthenticationFailure.Malformed, claims => claims["scope"] = 7),
            (AuthenticationFailure.Malformed, claims => claims["types"] = new object[] { 7 }),
        ];
        foreach ((AuthenticationFailure failure, Action<Dictionary<string, object?>> change) in cases)
        {
            await AssertRefusedAsync(JwtFixture.Token("RS256", JwtFixture.Claims(change)), failure);
        }
    }

    [Fact]
    public async Task Authenticate_CriticalHeader_IsMalformed() =>
        await AssertRefusedAsync(
            JwtFixture.Token("RS256", header: header => header["crit"] = new[] { "exp" }), AuthenticationFailure.Malformed);

    [Fact]
    public async Task Authenticate_KeyInTheHeader_IsNotBelieved()
    {
        using var own = RSA.Create(2048);
        await AssertRefusedAsync(
            JwtFixture.Token("RS256", sign: data => JwtFixture.Sign(own, data), header: header =>
                header["jwk"] = System.Text.Json.JsonSerializer.Deserialize<object>(JwtFixture.Jwk(own, "x"))),
            AuthenticationFailure.BadSignature);
    }

    [Fact]
    public async Task Authenticate_EmptyRestrictions_AllowNothing()
    {
        Identity identity = (await _host.TryAsync(JwtFixture.Token("HS256", JwtFixture.Claims(claims => claims["types"] = Array.Empty<string>())))).Identity!;

        Assert.False(identity.MaySend("order.created"));
        await AssertRefusedAsync(
            JwtFixture.Token("HS256", JwtFixture.Claims(claims => claims["protocols"] = "")), AuthenticationFailure.ProtocolNotAllowed);
    }

    [Theory]
    [InlineData("scp")]
    [InlineData("scope")]
    public async Task Authenticate_ScopesAsArray_AreRead(string claim)
    {
        Identity identity = (await _host.TryAsync(JwtFixture.Token("HS256", JwtFixture.Claims(claims =>
        {
            claims.Remove("scope");
            claims[claim] = new[] { "audit:read", "unknown:scope" };
        })))).Identity!;

        Assert.Equal(["audit:read"], identity.Scopes);
    }

    [Fact]
    public async Task Authenticate_ManyRefused_BlocksUnknownTokensOfThatAddressAlone()
    {
        string known = JwtFixture.Token("HS256");
        Assert.NotNull((await _host.TryAsync(known)).Identity);
        for (int i = 0; i < 600; i++)
        {
            await _host.TryAsync("a.b.c");
        }

        string fresh = JwtFixture.Token("RS256");
        Assert.Equal(AuthenticationFailure.TooManyFailures, (await _host.TryAsync(fresh)).Failure);
        Assert.NotNull((await _host.TryAsync(known)).Identity);
        Assert.NotNull((await _host.TryAsync(_host.Announced[0].Secret)).Identity);
        Assert.NotNull((await _host.Authenticator.AuthenticateAsync(new Credentials("http", fresh, "192.0.2.8"), CancellationToken.None)).Identity);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await _host.TryAsync(JwtFixture.Token("ES256"))).Identity);
    }

    [Fact]
    public async Task Authenticate_KeyFileReplaced_TakesTheNewKeyAndDropsTheOld()
    {
        await using AccessHost host = await AccessHost.StartAsync(JwtFixture.Configure);
        string token = JwtFixture.Token("RS256");
        Assert.NotNull((await host.TryAsync(token)).Identity);
        using var next = RSA.Create(2048);
        await File.WriteAllTextAsync(host["rsa.pem"], next.ExportSubjectPublicKeyInfoPem() + "\n");

        Assert.NotNull((await host.TryUntilAsync(JwtFixture.Token("RS256", sign: data => JwtFixture.Sign(next, data)), AuthenticationFailure.None)).Identity);
        Assert.Equal(AuthenticationFailure.BadSignature, (await host.TryAsync(token)).Failure);
    }

    [Fact]
    public async Task Start_WrongOptions_TellsAllErrorsAtOnce()
    {
        using var small = RSA.Create(1024);
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => AccessHost.StartAsync((host, settings) =>
        {
            File.WriteAllText(host["small.pem"], small.ExportSubjectPublicKeyInfoPem());
            File.WriteAllText(host["curve.pem"], otherCurve.ExportSubjectPublicKeyInfoPem());
            File.WriteAllText(host["private.pem"], JwtFixture.Rsa.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(host["public-as-secret"], JwtFixture.Rsa.ExportSubjectPublicKeyInfoPem());
            File.WriteAllText(host["short"], new string('x', 31) + "\n");
            File.WriteAllText(host["empty.json"], """{"keys":[]}""");
            string[] files = ["small.pem", "curve.pem", "private.pem", "empty.json", "missing.pem"];
            for (int i = 0; i < files.Length; i++)
            {
                settings[$"Access:Jwt:KeyFiles:{i}:Path"] = host[files[i]];
            }

            settings["Access:Jwt:HmacSecretFiles:0:Path"] = host["short"];
            settings["Access:Jwt:HmacSecretFiles:1:Path"] = host["public-as-secret"];
            settings["Access:Jwt:JwksUrl"] = "http://keys.example/jwks";
            settings["Access:Jwt:ClockSkew"] = "00:10:00";
        }));

        Assert.Equal(11, exception.Failures.Count());
        Assert.All(
            ["Issuer", "Audience", "ClockSkew", "JwksUrl", "1024 bits", "384 bits", "private key", "no key for", "missing.pem", "31 bytes", "KeyFiles"],
            part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }

    private async Task AssertRefusedAsync(string token, AuthenticationFailure failure)
    {
        double before = _host.Attempts(success: false);
        AuthenticationResult result = await _host.TryAsync(token);
        Assert.Equal(failure, result.Failure);
        Assert.Null(result.Identity);
        Assert.Equal(1, _host.Attempts(success: false) - before);
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Contains(token.Split('.')[1], StringComparison.Ordinal));
    }
}
