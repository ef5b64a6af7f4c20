using Vigia.Testing;

namespace Vigia.Tests.Tokens;

public sealed class TokenCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CreateListRevoke_OneToken_ShowsItsSecretOnceAndItsState()
    {
        ExternalResult created = await VigiaProgram.RunAsync(_folder.Path, "token", "create", "grafana", "--scopes", "metrics:read,metrics:write", "--expires", "90d");
        Assert.Equal(0, created.ExitCode);
        string secret = created.Output.Trim();
        Assert.Matches("^vt_[A-Za-z0-9_-]{49}$", secret);

        ExternalResult listed = await VigiaProgram.RunAsync(_folder.Path, "token", "list");
        Assert.DoesNotContain(secret, listed.Output, StringComparison.Ordinal);
        Assert.Contains("grafana  active", listed.Output, StringComparison.Ordinal);
        Assert.Contains("metrics:read,metrics:write", listed.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await VigiaProgram.RunAsync(_folder.Path, "token", "revoke", "grafana")).ExitCode);
        Assert.Contains("revoked", (await VigiaProgram.RunAsync(_folder.Path, "token", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_UnknownScope_EndsWithOneAndNamesTheScopes()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "token", "create", "x", "--scopes", "everything");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("'everything' is none of metrics:read, metrics:write, alerts:write, console:read", result.Error, StringComparison.Ordinal);
    }
}
