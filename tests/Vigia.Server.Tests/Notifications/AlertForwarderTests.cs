using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Model.Alerts;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

/// <summary>The alerts of rules, sent to outside Alertmanagers.</summary>
public sealed class AlertForwarderTests
{
    [Fact]
    public async Task Receive_AlertmanagersInPrometheusYml_SendsLabelledAndRelabelled()
    {
        await using HttpReceiver alertmanager = await HttpReceiver.StartAsync();
        await using MonitorFixture monitor = await MonitorFixture.StartAsync(config: $$"""
            global: { external_labels: { site: lab, job: outside } }
            alerting:
              alert_relabel_configs:
                - { source_labels: [alertname], regex: Secret, action: drop }
                - { regex: instance, action: labeldrop }
              alertmanagers:
                - path_prefix: /am/
                  static_configs: [{ targets: ['{{alertmanager.Address.Authority}}', 'dropped.example:1'] }]
                  relabel_configs: [{ source_labels: [__address__], regex: dropped.*, action: drop }]
            """);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await monitor.App.Services.GetRequiredService<IAlertIntake>().ReceiveAsync(
            [NotificationBench.Alert("A/1", now, now.AddMinutes(4)), NotificationBench.Alert("Secret/1", now, now.AddMinutes(4))], CancellationToken.None);
        ReceivedRequest request = await alertmanager.NextAsync();
        Assert.Equal("/am/api/v2/alerts", request.Path);
        JsonElement alert = Assert.Single(request.Json.EnumerateArray());
        Assert.Equal("""{"alertname":"A","job":"j","site":"lab"}""", alert.GetProperty("labels").GetRawText());
        Assert.Equal("of A/1", alert.GetProperty("annotations").GetProperty("summary").GetString());
        Assert.Equal(now.AddMinutes(4).ToUnixTimeMilliseconds(), alert.GetProperty("endsAt").GetDateTimeOffset().ToUnixTimeMilliseconds());

        using var client = new HttpClient { BaseAddress = monitor.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", monitor.AdminToken);
        string answer = await client.GetStringAsync(new Uri("api/v1/alertmanagers", UriKind.Relative));
        Assert.Equal(
            $$$"""{"status":"success","data":{"activeAlertmanagers":[{"url":"{{{alertmanager.Address}}}am/api/v2/alerts"}],"droppedAlertmanagers":[{"url":"http://dropped.example:1/am/api/v2/alerts"}]}}""",
            answer);

        // The notices of this program have them too, as they are.
        using JsonDocument own = JsonDocument.Parse(await client.GetStringAsync(new Uri("api/v2/alerts", UriKind.Relative)));
        Assert.Equal(2, own.RootElement.GetArrayLength());
    }
}
