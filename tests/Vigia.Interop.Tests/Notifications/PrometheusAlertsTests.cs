using System.Text.Json;
using Vigia.Interop.Tests.Metrics;
using Vigia.Testing;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>An outside Prometheus sends its alerts here.</summary>
public sealed class PrometheusAlertsTests
{
    [Fact]
    public async Task Alerts_OfPrometheus_AreToldOfAsFiringAndResolved()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using HttpReceiver receiver = await HttpReceiver.StartAsync();
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync($$"""
            route: { receiver: r, group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
            receivers: [{ name: r, webhook_configs: [{ url: {{receiver.Address}}hook }] }]
            """);
        using var folder = new TemporaryDirectory();

        // The alert fires while the file says so: Prometheus reads it anew when it is told to.
        await File.WriteAllTextAsync(folder["rules.yml"], Rules("vector(1) > 0"), cancellationToken);
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync(
            $$"""
            global: { evaluation_interval: 250ms, external_labels: { site: lab } }
            rule_files: ['{{folder["rules.yml"]}}']
            alerting:
              alertmanagers:
                - authorization: { credentials: {{monitor.Process.Setup.Token}} }
                  static_configs: [{ targets: ['{{monitor.Process.Setup.Address.Authority}}'] }]
            """,
            cancellationToken);
        JsonElement firing = (await receiver.NextAsync()).Json;
        Assert.Equal("firing", firing.GetProperty("status").GetString());
        JsonElement alert = Assert.Single(firing.GetProperty("alerts").EnumerateArray());
        Assert.Equal("Always", alert.GetProperty("labels").GetProperty("alertname").GetString());
        Assert.Equal("lab", alert.GetProperty("labels").GetProperty("site").GetString());
        Assert.Equal("value 1", alert.GetProperty("annotations").GetProperty("summary").GetString());
        Assert.Contains("g0.expr=", alert.GetProperty("generatorURL").GetString(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(folder["rules.yml"], Rules("vector(0) > 0"), cancellationToken);
        await ExternalProcess.RunAsync("kill", ["-HUP", prometheus.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)], cancellationToken: cancellationToken);
        JsonElement resolved = (await receiver.NextAsync()).Json;
        Assert.Equal("resolved", resolved.GetProperty("status").GetString());
        Assert.Equal(alert.GetProperty("fingerprint").GetString(), resolved.GetProperty("alerts")[0].GetProperty("fingerprint").GetString());
        Assert.Equal(alert.GetProperty("startsAt").GetString(), resolved.GetProperty("alerts")[0].GetProperty("startsAt").GetString());
    }

    private static string Rules(string expression) => $$$"""
        groups:
          - name: g
            rules:
              - alert: Always
                expr: {{{expression}}}
                annotations: { summary: 'value {{ $value }}' }
        """;
}
