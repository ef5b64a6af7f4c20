using System.Text.Json;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>Alertmanager's own tool against this program.</summary>
public sealed class AmtoolTests
{
    private const string Config = """
        route:
          receiver: everybody
          group_by: [alertname]
          routes:
            - matchers: [severity="critical"]
              receiver: night
              continue: true
            - matchers: ['team=~"db|web"']
              receiver: teams
        inhibit_rules:
          - source_matchers: [alertname="HostDown"]
            target_matchers: [alertname="Slow"]
            equal: [instance]
        receivers: [{ name: everybody }, { name: night }, { name: teams }]
        """;

    [Fact]
    public async Task Alert_AddAndQuery_ShowsStatesAndFilters()
    {
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(Config);
        await AmtoolAsync(monitor, "alert", "add", "HostDown", "instance=a", "severity=critical", "--annotation=summary=down");
        await AmtoolAsync(monitor, "alert", "add", "Slow", "instance=a", "severity=warning");
        await AmtoolAsync(monitor, "alert", "add", "Slow", "instance=b", "severity=warning", "--generator-url=http://p/graph");
        Assert.Equal(["HostDown/a", "Slow/b"], await AlertsAsync(monitor));
        Assert.Equal(["HostDown/a"], await AlertsAsync(monitor, "severity=~crit.*"));
        Assert.Equal(["Slow/a"], await AlertsAsync(monitor, "--inhibited"));
        Assert.Equal(["HostDown/a"], await AlertsAsync(monitor, "--receiver=night"));
        string text = await AmtoolAsync(monitor, "alert", "query");
        Assert.Contains("HostDown", text, StringComparison.Ordinal);
        Assert.Contains("down", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_AddQueryUpdateExpire_Work()
    {
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(Config);
        await AmtoolAsync(monitor, "alert", "add", "Slow", "instance=b");
        string id = (await AmtoolAsync(monitor, "silence", "add", "--author=ana", "--comment=works on it", "--duration=1h", "alertname=Slow", "instance!=c")).Trim();
        Assert.True(Guid.TryParse(id, out _), id);
        Assert.Empty(await AlertsAsync(monitor));
        Assert.Equal(["Slow/b"], await AlertsAsync(monitor, "--silenced"));
        JsonElement silence = Assert.Single(await SilencesAsync(monitor));
        Assert.Equal("ana", silence.GetProperty("createdBy").GetString());
        Assert.Equal("works on it", silence.GetProperty("comment").GetString());
        Assert.Equal(2, silence.GetProperty("matchers").GetArrayLength());

        string updated = await AmtoolAsync(monitor, "silence", "update", "--duration=2h", "--comment=longer", id);
        Assert.Contains("longer", updated, StringComparison.Ordinal);
        JsonElement changed = Assert.Single(await SilencesAsync(monitor));
        Assert.Equal(id, changed.GetProperty("id").GetString());
        Assert.Equal("longer", changed.GetProperty("comment").GetString());

        await AmtoolAsync(monitor, "silence", "expire", id);
        Assert.Empty(await SilencesAsync(monitor));
        Assert.Equal(id, Assert.Single(await SilencesAsync(monitor, "--expired")).GetProperty("id").GetString());
        Assert.Equal(["Slow/b"], await AlertsAsync(monitor));
    }

    [Fact]
    public async Task Config_OfTheRunningServer_IsReadAndRoutesAsAlertmanagerDoes()
    {
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(Config);
        Assert.Contains("receiver: teams", await AmtoolAsync(monitor, "config", "show"), StringComparison.Ordinal);
        foreach ((string[] labels, string receivers) in new[]
        {
            (new[] { "severity=critical", "team=db" }, "night,teams"),
            (["severity=critical"], "night"),
            (["team=web"], "teams"),
            (["team=other"], "everybody"),
        })
        {
            await AmtoolAsync(monitor, ["config", "routes", "test", $"--verify.receivers={receivers}", .. labels]);
            Assert.Equal(receivers.Split(','), await TakenAsync(monitor, labels));
        }

        Assert.Contains("night", await AmtoolAsync(monitor, "config", "routes", "show"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckConfig_ShippedFile_IsTaken()
    {
        ExternalResult result = await ExternalProcess.RunAsync("amtool", ["check-config", Path.Combine(Repository.Root, "config", "alertmanager.yml")]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Fact]
    public async Task Alert_AddWithWrongToken_IsRefused()
    {
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(Config);
        ExternalResult result = await ExternalProcess.RunAsync("amtool", ["alert", "query", $"--alertmanager.url={monitor.Process.Setup.Address}", "--no-version-check"]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("401", result.Output + result.Error, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> AlertsAsync(NotifyingMonitor monitor, params string[] arguments)
    {
        using JsonDocument alerts = JsonDocument.Parse(await AmtoolAsync(monitor, ["alert", "query", "-o", "json", .. arguments]));
        return
        [
            .. alerts.RootElement.EnumerateArray().Select(static alert => alert.GetProperty("labels"))
                .Select(static labels => $"{labels.GetProperty("alertname").GetString()}/{labels.GetProperty("instance").GetString()}").Order(StringComparer.Ordinal),
        ];
    }

    private static async Task<IReadOnlyList<JsonElement>> SilencesAsync(NotifyingMonitor monitor, params string[] arguments)
    {
        using JsonDocument silences = JsonDocument.Parse(await AmtoolAsync(monitor, ["silence", "query", "-o", "json", .. arguments]));
        return [.. silences.RootElement.EnumerateArray().Select(static silence => silence.Clone())];
    }

    /// <summary>The receivers that this program's own explanation names.</summary>
    private static async Task<IEnumerable<string>> TakenAsync(NotifyingMonitor monitor, string[] labels)
    {
        string query = Uri.EscapeDataString("{" + string.Join(',', labels.Select(static label => label.Replace("=", "=\"", StringComparison.Ordinal) + "\"")) + "}");
        using JsonDocument answer = JsonDocument.Parse(await monitor.Client.GetStringAsync(new Uri($"/ui/api/alerts/explain?labels={query}", UriKind.Relative)));
        return [.. answer.RootElement.GetProperty("routes").EnumerateArray().Where(static step => step.GetProperty("isTaken").GetBoolean()).Select(static step => step.GetProperty("receiver").GetString()!)];
    }

    private static async Task<string> AmtoolAsync(NotifyingMonitor monitor, params string[] arguments)
    {
        ExternalResult result = await ExternalProcess.RunAsync("amtool", [.. arguments, $"--alertmanager.url={monitor.AddressWithToken}", "--no-version-check"]);
        Assert.True(result.ExitCode == 0, $"amtool {string.Join(' ', arguments)} ended with {result.ExitCode}:\n{result.Output}{result.Error}");
        return result.Output;
    }
}
