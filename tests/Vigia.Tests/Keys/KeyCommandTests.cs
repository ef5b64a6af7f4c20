using System.Text.Json;
using Vigia.Testing;

namespace Vigia.Tests.Keys;

public sealed class KeyCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Create_ThenListThenRevoke_ShowsTheKeyThroughItsLife()
    {
        ExternalResult created = await VigiaProgram.RunAsync(
            _folder.Path, "key", "create", "sensores", "--types", "estoque.*,pedido.criado", "--protocols", "mqtt", "--expires", "90d");
        string secret = created.Output.Trim();
        ExternalResult listed = await VigiaProgram.RunAsync(_folder.Path, "key", "list", "--json");
        ExternalResult revoked = await VigiaProgram.RunAsync(_folder.Path, "key", "revoke", "sensores");
        ExternalResult after = await VigiaProgram.RunAsync(_folder.Path, "key", "list");

        Assert.Equal(0, created.ExitCode);
        Assert.StartsWith("vk_", secret, StringComparison.Ordinal);
        Assert.Contains($"Bearer {secret}", created.Error, StringComparison.Ordinal);
        Assert.Contains("\"estoque.exemplo\"", created.Error, StringComparison.Ordinal);
        using JsonDocument keys = JsonDocument.Parse(listed.Output);
        JsonElement key = Assert.Single(keys.RootElement.EnumerateArray());
        Assert.Equal("sensores", key.GetProperty("name").GetString());
        Assert.Equal(["estoque.*", "pedido.criado"], key.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(90, (key.GetProperty("expiresAt").GetDateTimeOffset() - key.GetProperty("createdAt").GetDateTimeOffset()).TotalDays);
        Assert.DoesNotContain(secret, listed.Output, StringComparison.Ordinal);
        Assert.Equal(0, revoked.ExitCode);
        Assert.Matches("sensores +revoked", after.Output);
    }

    [Fact]
    public async Task Rotate_AKey_PrintsAnotherWithTheSameRightsAndRevokesTheOld()
    {
        ExternalResult created = await VigiaProgram.RunAsync(_folder.Path, "key", "create", "x", "--scopes", "audit:read", "--expires", "90d");
        ExternalResult rotated = await VigiaProgram.RunAsync(_folder.Path, "key", "rotate", "x");
        ExternalResult listed = await VigiaProgram.RunAsync(_folder.Path, "key", "list", "--json");
        ExternalResult unknown = await VigiaProgram.RunAsync(_folder.Path, "key", "rotate", "y");

        Assert.StartsWith("vk_", rotated.Output, StringComparison.Ordinal);
        Assert.NotEqual(created.Output, rotated.Output);
        using JsonDocument keys = JsonDocument.Parse(listed.Output);
        JsonElement[] all = [.. keys.RootElement.EnumerateArray()];
        Assert.Equal(["x", "x"], all.Select(static key => key.GetProperty("name").GetString()));
        JsonElement current = all.Single(static key => !key.TryGetProperty("revokedAt", out _));
        Assert.Equal("audit:read", current.GetProperty("scopes")[0].GetString());
        Assert.Equal(90, (current.GetProperty("expiresAt").GetDateTimeOffset() - current.GetProperty("createdAt").GetDateTimeOffset()).TotalDays);
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("'y'", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WrongScope_EndsWithOneAndListsTheScopes()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "key", "create", "x", "--scopes", "messages:sned");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("messages:sned", result.Error, StringComparison.Ordinal);
        Assert.Contains("messages:send", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Create_NameTaken_EndsWithOne()
    {
        await VigiaProgram.RunAsync(_folder.Path, "key", "create", "x");

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "key", "create", "x");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("'x'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_UnknownKey_EndsWithOne()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "key", "revoke", "k_nothing1");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("k_nothing1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_DataOption_WorksOnThatFolder()
    {
        await VigiaProgram.RunAsync(_folder.Path, "key", "create", "x", "--data", _folder["other"]);

        ExternalResult here = await VigiaProgram.RunAsync(_folder.Path, "key", "list");
        ExternalResult there = await VigiaProgram.RunAsync(_folder.Path, "key", "list", "--data", _folder["other"]);

        Assert.Contains("No keys", here.Output, StringComparison.Ordinal);
        Assert.Matches("x +active", there.Output);
    }
}
