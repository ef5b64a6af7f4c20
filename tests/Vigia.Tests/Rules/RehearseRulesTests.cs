using System.Text.Json;
using Vigia.Testing;

namespace Vigia.Tests.Rules;

/// <summary>The command against the real program.</summary>
public sealed class RehearseRulesTests : IAsyncLifetime
{
    private const string Rules = """
        groups:
        - name: g
          interval: 1m
          rules:
          - {record: 'hour:now', expr: hour()}
          - {alert: Night, expr: 'hour:now < 2', for: 5m, annotations: {summary: 'hour {{ $value }}'}}
          - {alert: Never, expr: hour() > 24}
        """;

    private readonly TemporaryDirectory _folder = new();
    private MonitorProcess _monitor = null!;

    public async ValueTask InitializeAsync() => _monitor = await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(_folder.Path));

    public async ValueTask DisposeAsync()
    {
        await _monitor.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<ExternalResult> RehearseAsync(string text, params string[] options)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "r.yml"), text, TestContext.Current.CancellationToken);
        return await VigiaProgram.RunAsync(_folder.Path, ["rules", "rehearse", "r.yml", "--server", _monitor.Setup.Address.ToString(), "--token", _monitor.Setup.Token, .. options]);
    }

    [Fact]
    public async Task Rehearse_File_TellsWhenItWouldHaveFired()
    {
        ExternalResult result = await RehearseAsync(Rules, "--since", "2d", "--end", "2026-01-03T12:00:00Z");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        string[] lines = result.Output.TrimEnd().Split('\n');
        Assert.Contains("2026-01-01 12:00:00Z to 2026-01-03 12:00:00Z", lines);
        Assert.Contains("g/hour:now (line 5): recorded at 2880 of 2880 evaluations, one each 1m", lines);
        Assert.Contains("g/Night (line 6): would have fired 2 times, 3h50m in all (2880 evaluations, one each 1m)", lines);
        Assert.Contains("  nobody: 2 notices, 0 repeats, 2 resolved", lines);
        Assert.Contains(lines, static line => line.StartsWith("  2026-01-02 00:05:", StringComparison.Ordinal) && line.EndsWith(" for 1h55m  {alertname=\"Night\"}  hour 0", StringComparison.Ordinal));
        Assert.Contains("g/Never (line 7): would not have fired (2880 evaluations, one each 1m)", lines);
    }

    [Fact]
    public async Task Rehearse_AsJson_IsTheApisData()
    {
        ExternalResult result = await RehearseAsync(Rules, "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(3, JsonDocument.Parse(result.Output).RootElement.GetProperty("rules").GetArrayLength());
    }

    [Fact]
    public async Task Rehearse_FileThatIsRefused_EndsWithOneAndNamesTheLine()
    {
        ExternalResult result = await RehearseAsync("groups:\n- name: g\n  rules:\n  - {alert: A, expr: 'up ='}\n");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("r.yml:4: error: group \"g\", rule 1, \"A\": could not parse expression: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rehearse_MissingFile_EndsWithOne()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "rules", "rehearse", "none.yml");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("none.yml", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rehearse_ServerThatIsNoAddress_IsAUsageError()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "rules", "rehearse", "r.yml", "--server", "here");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--server: 'here' is no address such as http://127.0.0.1:9090", result.Error, StringComparison.Ordinal);
    }
}
