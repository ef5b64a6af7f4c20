using System.Text.RegularExpressions;
using Vigia.Testing;

namespace Vigia.Tests.Users;

public sealed partial class UserCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddListDisableEnable_OneUser_ShowsThePasswordOnceAndTheState()
    {
        ExternalResult added = await RunAsync("add", "Maria", "--role", "admin");
        Assert.Equal(0, added.ExitCode);
        string password = added.Output.Trim();
        Assert.Matches("^([a-z2-9]{5}-){3}[a-z2-9]{5}$", password);

        ExternalResult listed = await RunAsync("list");
        Assert.DoesNotContain(password, listed.Output, StringComparison.Ordinal);
        Assert.Contains("maria  admin  one-time password", listed.Output, StringComparison.Ordinal);

        ExternalResult last = await RunAsync("disable", "maria");
        Assert.Equal(1, last.ExitCode);
        Assert.Contains("last administrator", last.Error, StringComparison.Ordinal);

        await File.WriteAllTextAsync(_folder["password"], "um cavalo entra no bar\nmais\n", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await RunAsync("add", "joao", "--role", "admin", "--password-file", "password")).ExitCode);
        Assert.Equal(0, (await RunAsync("disable", "maria")).ExitCode);
        string list = (await RunAsync("list")).Output;
        Assert.Contains("maria  admin  disabled", list, StringComparison.Ordinal);
        Assert.Contains("joao   admin  active", list, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("enable", "maria")).ExitCode);

        ExternalResult reset = await RunAsync("passwd", "joao");
        Assert.Matches("^([a-z2-9]{5}-){3}[a-z2-9]{5}$", reset.Output.Trim());
    }

    [Fact]
    public async Task Add_WrongRequest_EndsWithTheReason()
    {
        Assert.Equal(2, (await RunAsync("add", "maria")).ExitCode);
        Assert.Equal(2, (await RunAsync("add", "maria", "--role", "owner")).ExitCode);
        await File.WriteAllTextAsync(_folder["password"], "curta\n", TestContext.Current.CancellationToken);
        ExternalResult brief = await RunAsync("add", "maria", "--role", "viewer", "--password-file", "password");
        Assert.Equal(1, brief.ExitCode);
        Assert.Contains("at least 12 characters", brief.Error, StringComparison.Ordinal);
        ExternalResult unknown = await RunAsync("passwd", "nobody");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("There is no user 'nobody'", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FirstAndSecondStart_PrintThePasswordOnceAndNeverLogIt()
    {
        string first = await StartAsync();
        Match shown = Shown().Match(first);
        Assert.True(shown.Success, first);
        string again = await StartAsync();
        Assert.DoesNotContain(shown.Groups[1].Value, again, StringComparison.Ordinal);
        Assert.Contains("'vigia user passwd admin' makes a new one", again, StringComparison.Ordinal);
        string log = await File.ReadAllTextAsync(_folder["logs/vigia.log"], TestContext.Current.CancellationToken);
        Assert.NotEmpty(log);
        Assert.DoesNotContain(shown.Groups[1].Value, log, StringComparison.Ordinal);
    }

    private async Task<string> StartAsync()
    {
        int port = ExternalProcess.FreePort();
        await using ExternalProcess monitor = await ExternalProcess.StartAsync(
            VigiaProgram.Path,
            ["run", "--role", "monitor", "--set", FormattableString.Invariant($"Monitor:Port={port}")],
            new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}/-/ready")),
            deadline: TimeSpan.FromSeconds(60),
            workingDirectory: _folder.Path);
        await ExternalProcess.RunAsync(
            "kill", ["-TERM", FormattableString.Invariant($"{monitor.Id}")], cancellationToken: TestContext.Current.CancellationToken);
        await monitor.WaitForExitAsync(TestContext.Current.CancellationToken);
        return monitor.Output;
    }

    private Task<ExternalResult> RunAsync(params string[] arguments) => VigiaProgram.RunAsync(_folder.Path, ["user", .. arguments]);

    [GeneratedRegex("user admin, password ([a-z2-9-]{23})")]
    private static partial Regex Shown();
}
