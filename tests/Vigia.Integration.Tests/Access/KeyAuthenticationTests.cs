using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Keys;
using Vigia.Model.Access;
using Xunit;

namespace Vigia.Integration.Tests.Access;

public sealed class KeyAuthenticationTests
{
    [Fact]
    public async Task FirstStart_NoKeys_AnnouncesOneThatMayDoAll()
    {
        await using AccessHost host = await AccessHost.StartAsync();

        CreatedApiKey first = Assert.Single(host.Announced);
        AuthenticationResult result = await host.TryAsync(first.Secret);
        Assert.Equal("key:first", result.Identity?.Subject);
        Assert.Equal(Scopes.All.Order(), result.Identity!.Scopes.Order());
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(first.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task FirstStart_NobodyToShowItTo_MakesNoKeyAndWarns()
    {
        await using AccessHost host = await AccessHost.StartAsync(announce: false);

        using ApiKeys keys = ApiKeys.Open(host.DataPath);
        Assert.Empty(keys.List());
        Assert.Contains(host.Logs.Lines, line => line.Contains("Não há chave de acesso", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Authenticate_KeyMadeAndRevokedByAnotherConnection_IsSeenWhileRunning()
    {
        await using AccessHost host = await AccessHost.StartAsync();
        CreatedApiKey key = host.CreateKey(new ApiKeyRequest { Name = "a" });

        Identity? identity = (await host.TryUntilAsync(key.Secret, AuthenticationFailure.None)).Identity;
        Assert.Equal("key:a", identity?.Subject);
        Assert.False(identity!.Revoked.IsCancellationRequested);
        using (ApiKeys keys = ApiKeys.Open(host.DataPath))
        {
            keys.Revoke("a");
        }

        Assert.Equal(AuthenticationFailure.Revoked, (await host.TryUntilAsync(key.Secret, AuthenticationFailure.Revoked)).Failure);
        Assert.True(identity.Revoked.IsCancellationRequested);
        Assert.Contains(host.Logs.Lines, line => line.Contains("Acesso negado", StringComparison.Ordinal)
            && line.Contains("reason=revoked", StringComparison.Ordinal) && line.Contains(key.Key.Id, StringComparison.Ordinal)
            && line.Contains("ip=192.0.2.7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Authenticate_SameKeyTwice_GivesTheSameIdentity()
    {
        await using AccessHost host = await AccessHost.StartAsync();
        string secret = host.Announced[0].Secret;

        Identity? before = (await host.TryAsync(secret)).Identity;
        CreatedApiKey other = host.CreateKey(new ApiKeyRequest { Name = "other" });
        await host.TryUntilAsync(other.Secret, AuthenticationFailure.None);

        Assert.Same(before, (await host.TryAsync(secret)).Identity);
    }

    [Fact]
    public async Task Authenticate_EachRefusal_IsCountedByItsReason()
    {
        await using AccessHost host = await AccessHost.StartAsync();
        string secret = host.Announced[0].Secret;
        CreatedApiKey mqttOnly = host.CreateKey(new ApiKeyRequest { Name = "m", Protocols = ["mqtt"] });
        await host.TryUntilAsync(mqttOnly.Secret, AuthenticationFailure.ProtocolNotAllowed);
        double failedBefore = host.Attempts(success: false);
        double unknownBefore = host.Denied("unknown_key");

        await host.TryAsync(secret);
        Assert.Equal(AuthenticationFailure.Missing, (await host.TryAsync(null)).Failure);
        Assert.Equal(AuthenticationFailure.Malformed, (await host.TryAsync("")).Failure);
        Assert.Equal(AuthenticationFailure.Malformed, (await host.TryAsync(secret[..^1])).Failure);
        Assert.Equal(AuthenticationFailure.UnknownKey, (await host.TryAsync(AccessSecret.Create(AccessSecret.KeyPrefix))).Failure);
        Assert.Equal(AuthenticationFailure.None, (await host.TryAsync(mqttOnly.Secret, "mqtt")).Failure);

        Assert.Equal(2, host.Attempts(success: true));
        Assert.Equal(4, host.Attempts(success: false) - failedBefore);
        Assert.Equal(1, host.Denied("missing"));
        Assert.Equal(2, host.Denied("malformed"));
        Assert.Equal(1, host.Denied("unknown_key") - unknownBefore);
        Assert.Equal(2, host.SecurityErrors("malformed"));
        Assert.Equal(1, host.SecurityErrors("unknown_key") - unknownBefore);
    }

    [Fact]
    public async Task Authenticate_KeyPastItsTime_IsCountedAsExpired()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using AccessHost host = await AccessHost.StartAsync(
            (host, _) => host.CreateKey(new ApiKeyRequest { Name = "unused" }), time);
        CreatedApiKey key = host.CreateKey(new ApiKeyRequest { Name = "short", Lifetime = TimeSpan.FromMinutes(10) });
        while ((await host.TryAsync(key.Secret)).Identity is null)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(AuthenticationFailure.Expired, (await host.TryAsync(key.Secret)).Failure);
        Assert.Equal(1, host.Metrics.TokensExpired.WithLabels("http").Value);
    }

    [Fact]
    public async Task Authenticate_Use_IsWrittenToTheMinute()
    {
        string secret;
        DateTimeOffset? used;
        await using (AccessHost host = await AccessHost.StartAsync())
        {
            secret = host.Announced[0].Secret;
            await host.TryAsync(secret);
            await host.Services.GetRequiredServiceOf<AccessService>().StopAsync(CancellationToken.None);
            using ApiKeys keys = ApiKeys.Open(host.DataPath);
            used = keys.List()[0].LastUsedAt;
        }

        Assert.NotNull(used);
    }

    [Fact]
    public async Task Authenticate_Flood_IsCountedInFullButLoggedInPart()
    {
        await using AccessHost host = await AccessHost.StartAsync(time: new FakeTimeProvider());

        await Parallel.ForAsync(0, 5000, async (_, _) => await host.TryAsync(AccessSecret.Create(AccessSecret.KeyPrefix)));

        Assert.Equal(5000, host.Denied("unknown_key"));
        Assert.Equal(50, host.Logs.Lines.Count(line => line.Contains("Acesso negado", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Authenticate_ManyAtOnceWhileKeysChange_NeverErrs()
    {
        await using AccessHost host = await AccessHost.StartAsync();
        string secret = host.Announced[0].Secret;
        using ApiKeys keys = ApiKeys.Open(host.DataPath);
        var directory = host.Services.GetRequiredServiceOf<ApiKeyDirectory>();

        await Parallel.ForAsync(0, 200, async (i, _) =>
        {
            if (i % 10 == 0)
            {
                keys.Create(new ApiKeyRequest { Name = $"k{i}" });
                directory.Refresh();
                keys.Revoke($"k{i}");
                directory.Refresh();
            }

            Assert.NotNull((await host.TryAsync(secret)).Identity);
        });
    }

    [Fact]
    public async Task Authenticate_Garbage_NeverThrowsNorAuthenticates()
    {
        await using AccessHost host = await AccessHost.StartAsync(JwtFixture.Configure);
        Gen<string> shaped = Gen.Select(Gen.String, Gen.String, Gen.String, (a, b, c) => $"{Base64(a)}.{Base64(b)}.{Base64(c)}");
        Gen<string> jsonShaped = Gen.Select(
            OneOf("HS256", "RS256", "ES256", "none", "", "HS512"),
            OneOf("null", "{}", "[]", "1", "\"x\"", """{"exp":1e400}""", """{"exp":"x","sub":1}""", """{"exp":-99999999999999}""", """{"exp":99999999999999999}"""),
            Gen.String,
            (alg, payload, signature) => $"{Base64($"{{\"alg\":\"{alg}\",\"typ\":\"JWT\"}}")}.{Base64(payload)}.{Base64(signature)}");

        await Gen.OneOf(Gen.String, shaped, jsonShaped, Gen.String.Select(text => "vk_" + text)).SampleAsync(
            async secret => Assert.Null((await host.TryAsync(secret)).Identity));
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));
}
