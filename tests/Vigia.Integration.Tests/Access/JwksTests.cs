using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Access;
using Xunit;

namespace Vigia.Integration.Tests.Access;

public sealed class JwksTests : IAsyncLifetime
{
    private readonly RSA _first = RSA.Create(2048);
    private readonly RSA _second = RSA.Create(2048);
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private JwksServer _server = null!;
    private AccessHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await JwksServer.StartAsync(
            """{"kty":"OKP","crv":"Ed25519","kid":"skip","x":"AA"}""",
            """{"kty":"oct","kid":"secret","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""",
            JwtFixture.Jwk(_first, "one"));
        _host = await AccessHost.StartAsync(
            (_, settings) =>
            {
                settings["Access:Jwt:Issuer"] = JwtFixture.Issuer;
                settings["Access:Jwt:Audience"] = JwtFixture.Audience;
                settings["Access:Jwt:JwksUrl"] = _server.Url.ToString();
            },
            _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Authenticate_RotatedKey_IsFetchedWhenItIsFirstSeenAndTheOldOneGoes()
    {
        string old = Token(_first, "one");
        Assert.NotNull((await _host.TryAsync(old)).Identity);
        _server.Keys = [JwtFixture.Jwk(_second, "two"), JwtFixture.Jwk(JwtFixture.Ec, "ec")];
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.NotNull((await _host.TryAsync(Token(_second, "two"))).Identity);
        Assert.NotNull((await _host.TryAsync(JwtFixture.Token("ES256", JwtFixture.Claims(), "ec"))).Identity);
        Assert.Equal(AuthenticationFailure.UnknownSigningKey, (await _host.TryAsync(old)).Failure);
    }

    [Fact]
    public async Task Authenticate_ManyUnknownKeyIds_FetchOnceInTheInterval()
    {
        Assert.NotNull((await _host.TryAsync(Token(_first, "one"))).Identity);
        int before = _server.Requests;

        await Parallel.ForAsync(0, 100, async (i, _) =>
            Assert.Equal(AuthenticationFailure.UnknownSigningKey, (await _host.TryAsync(Token(_second, $"unknown-{i}"))).Failure));
        Assert.Equal(before, _server.Requests);
        _time.Advance(TimeSpan.FromSeconds(31));
        await Parallel.ForAsync(0, 100, async (i, _) => await _host.TryAsync(Token(_second, $"unknown-{i}")));

        Assert.Equal(before + 1, _server.Requests);
        Assert.Equal(200, _host.SecurityErrors("unknown_signing_key"));
    }

    [Fact]
    public async Task Authenticate_UrlFails_KeepsTheLastGoodKeys()
    {
        Assert.NotNull((await _host.TryAsync(Token(_first, "one"))).Identity);
        _server.Status = 500;
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Null((await _host.TryAsync(Token(_second, "two"))).Identity);

        Assert.NotNull((await _host.TryAsync(JwtFixture.Token("RS256", JwtFixture.Claims(claims => claims["sub"] = "ana"), "one", data => JwtFixture.Sign(_first, data)))).Identity);
        Assert.Equal(1, _host.Metrics.Errors.WithLabels("jwks", "access").Value);
        Assert.Contains(_host.Logs.Lines, line => line.Contains("Falha ao buscar as chaves", StringComparison.Ordinal));

        _server.Status = 200;
        _server.Keys = ["{}"];
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Null((await _host.TryAsync(Token(_second, "two"))).Identity);
        Assert.NotNull((await _host.TryAsync(Token(_first, "one"))).Identity);
        Assert.Equal(2, _host.Metrics.Errors.WithLabels("jwks", "access").Value);
    }

    [Fact]
    public async Task Authenticate_SymmetricKeyOfTheSet_IsNotUsed()
    {
        string token = JwtFixture.Token("HS256", JwtFixture.Claims(), "secret", data => HMACSHA256.HashData(new byte[32], data));

        Assert.Equal(AuthenticationFailure.UnknownSigningKey, (await _host.TryAsync(token)).Failure);
    }

    private static string Token(RSA key, string keyId) => JwtFixture.Token("RS256", JwtFixture.Claims(), keyId, data => JwtFixture.Sign(key, data));
}
