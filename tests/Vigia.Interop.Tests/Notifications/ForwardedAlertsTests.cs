using System.Globalization;
using System.Text.Json;
using Vigia.Interop.Tests.Metrics;
using Vigia.Testing;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>
/// The same <c>prometheus.yml</c> in Vigia and in Debian's Prometheus, each with a Debian Alertmanager of its own: what these tell a webhook of
/// is the same, firing and resolved.
/// </summary>
public sealed class ForwardedAlertsTests
{
    [Fact]
    public async Task Alerts_OfVigiaAndOfPrometheus_ReachAlertmanagerAlike()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var folder = new TemporaryDirectory();
        string rules = folder["rules.yml"];
        await File.WriteAllTextAsync(rules, Rules("vector(1) > 0"), cancellationToken);
        await using HttpReceiver ours = await HttpReceiver.StartAsync();
        await using HttpReceiver theirs = await HttpReceiver.StartAsync();
        await using AlertmanagerServer behindVigia = await AlertmanagerServer.StartAsync(Routes(ours), cancellationToken);
        await using AlertmanagerServer behindPrometheus = await AlertmanagerServer.StartAsync(Routes(theirs), cancellationToken);
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync("route: { receiver: none }\nreceivers: [{ name: none }]\n", prometheus: Configuration(rules, behindVigia));
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(Configuration(rules, behindPrometheus), cancellationToken);

        JsonElement firing = (await ours.NextAsync()).Json;
        Assert.Equal("firing", firing.GetProperty("status").GetString());
        Assert.Equal(What((await theirs.NextAsync()).Json), What(firing));
        JsonElement labels = Assert.Single(firing.GetProperty("alerts").EnumerateArray()).GetProperty("labels");
        Assert.Equal(["Always plantao", "lab", "warning"], new[] { "alertname", "site", "severity" }.Select(name => labels.GetProperty(name).GetString()));
        Assert.False(labels.TryGetProperty("replica", out _));

        await File.WriteAllTextAsync(rules, Rules("vector(0) > 0"), cancellationToken);
        using HttpResponseMessage reloaded = await monitor.Client.PostAsync(new Uri("-/reload", UriKind.Relative), content: null, cancellationToken);
        reloaded.EnsureSuccessStatusCode();
        await ExternalProcess.RunAsync("kill", ["-HUP", prometheus.Id.ToString(CultureInfo.InvariantCulture)], cancellationToken: cancellationToken);
        JsonElement resolved = (await ours.NextAsync()).Json;
        Assert.Equal("resolved", resolved.GetProperty("status").GetString());
        Assert.Equal(What((await theirs.NextAsync()).Json), What(resolved));
        Assert.Equal(firing.GetProperty("alerts")[0].GetProperty("startsAt").GetString(), resolved.GetProperty("alerts")[0].GetProperty("startsAt").GetString());

        // What relabeling drops reached neither.
        Assert.DoesNotContain("Quiet", await behindVigia.Client.GetStringAsync(new Uri("api/v2/alerts", UriKind.Relative), cancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("Quiet", string.Concat(ours.All.Concat(theirs.All).Select(static request => request.Body)), StringComparison.Ordinal);
    }

    /// <summary>All that does not depend on whose clock and whose address it is.</summary>
    private static string What(JsonElement notice)
    {
        IEnumerable<string> alerts = notice.GetProperty("alerts").EnumerateArray().Select(static alert =>
            $"{alert.GetProperty("status")} {alert.GetProperty("labels")} {alert.GetProperty("annotations")} {alert.GetProperty("fingerprint")}").Order(StringComparer.Ordinal);
        return $"{notice.GetProperty("status")} {notice.GetProperty("groupKey")}\n{string.Join('\n', alerts)}";
    }

    private static string Routes(HttpReceiver receiver) => $$"""
        route: { receiver: r, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
        receivers: [{ name: r, webhook_configs: [{ url: '{{receiver.Address}}hook' }] }]
        """;

    private static string Configuration(string rules, AlertmanagerServer alertmanager) => $$"""
        global: { evaluation_interval: 250ms, external_labels: { site: lab, replica: a, severity: none } }
        rule_files: ['{{rules}}']
        alerting:
          alert_relabel_configs:
            - { action: labeldrop, regex: replica }
            - { action: drop, source_labels: [severity], regex: info }
            - { source_labels: [alertname, team], separator: ' ', target_label: alertname, regex: '(.+ .+)', replacement: '$1' }
          alertmanagers:
            - static_configs: [{ targets: ['{{alertmanager.Address.Authority}}'] }]
        """;

    private static string Rules(string expression) => $$$"""
        groups:
          - name: g
            rules:
              - alert: Always
                expr: {{{expression}}}
                labels: { severity: warning, team: plantao }
                annotations: { summary: 'valor {{ $value }}' }
              - alert: Quiet
                expr: {{{expression}}}
                labels: { severity: info }
        """;
}
