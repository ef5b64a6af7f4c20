using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.History;
using Vigia.Testing;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

/// <summary>Slack and PagerDuty over HTTPS, by receivers that refuse what the services' documentation does not allow.</summary>
public sealed class ChannelTests
{
    private const string Key = "0123456789abcdef0123456789ABCDEF";

    [Theory]
    [InlineData("en", "[FIRING: 2] A", "Firing", "[RESOLVED] A")]
    [InlineData("pt-BR", "[DISPARADO: 2] A", "Disparado", "[RESOLVIDO] A")]
    public async Task Slack_FiringAndResolved_AreTakenInTheUsersLanguage(string language, string title, string word, string end)
    {
        using var folder = new TemporaryDirectory();
        await using HttpReceiver slack = await SecureAsync(folder, SlackContract.AnswerAsync);
        await using NotificationBench bench = await NotificationBench.StartAsync(
            $$$"""
            route: { receiver: r, group_wait: 0s, group_interval: 1m }
            receivers:
              - name: r
                slack_configs:
                  - api_url: {{{slack.Address}}}services/T0/B0/secret
                    http_config: { tls_config: { ca_file: {{{folder["ca.pem"]}}} } }
                    channel: '#alertas'
                    send_resolved: true
                    fields: [{ title: Job, value: '{{ .CommonLabels.job }}', short: true }]
                    actions: [{ type: button, text: Abrir, url: 'http://wiki/{{ .CommonLabels.job }}' }]
            """,
            $"language: {language}\n");
        await bench.SendAsync(null, "A/1", "A/<2>");
        await bench.AdvanceAsync(0);
        await bench.SendAsync(TimeSpan.Zero, "A/1", "A/<2>");
        await bench.AdvanceAsync(60);
        AssertAllSent(bench, 4);
        Assert.Equal(2, slack.All.Count);
        JsonElement firing = slack.All[0].Json.GetProperty("attachments")[0];
        Assert.StartsWith(title, firing.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal("danger", firing.GetProperty("color").GetString());
        Assert.Contains(word, firing.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("of A/<2>", firing.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("j", firing.GetProperty("fields")[0].GetProperty("value").GetString());
        JsonElement resolved = slack.All[1].Json.GetProperty("attachments")[0];
        Assert.StartsWith(end, resolved.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal("good", resolved.GetProperty("color").GetString());
        Assert.Equal("#alertas", slack.All[1].Json.GetProperty("channel").GetString());
    }

    [Fact]
    public async Task PagerDuty_FiringAndResolved_AreOneIncident()
    {
        using var folder = new TemporaryDirectory();
        await using HttpReceiver pagerDuty = await SecureAsync(folder, PagerDutyContract.AnswerAsync);
        await File.WriteAllTextAsync(folder["key"], Key + "\n");
        await using NotificationBench bench = await NotificationBench.StartAsync(
            $$$"""
            global: { pagerduty_url: {{{pagerDuty.Address}}}v2/enqueue }
            route: { receiver: r, group_wait: 0s, group_interval: 1m, group_by: [alertname] }
            receivers:
              - name: r
                pagerduty_configs:
                  - routing_key_file: {{{folder["key"]}}}
                    http_config: { tls_config: { ca_file: {{{folder["ca.pem"]}}} } }
                    severity: '{{ .CommonLabels.alertname }}'
                    class: '{{ .CommonLabels.alertname }}'
                    details: { site: lab }
                    links: [{ href: 'http://wiki/{{ .CommonLabels.alertname }}', text: Wiki }]
            """);
        await bench.SendAsync(null, "critical/1", "other/1");
        await bench.AdvanceAsync(0);
        await bench.SendAsync(TimeSpan.Zero, "critical/1");
        await bench.AdvanceAsync(60);
        AssertAllSent(bench, 3);
        JsonElement[] events = [.. pagerDuty.All.Select(static request => request.Json).Where(static json => json.GetProperty("payload").GetProperty("class").GetString() == "critical")];
        Assert.Equal(["trigger", "resolve"], events.Select(static json => json.GetProperty("event_action").GetString()));
        Assert.Single(events.Select(static json => json.GetProperty("dedup_key").GetString()).Distinct());
        Assert.Equal("critical", events[0].GetProperty("payload").GetProperty("severity").GetString());

        // A word that PagerDuty does not know must not make it refuse the incident.
        JsonElement other = Assert.Single(pagerDuty.All.Select(static request => request.Json), static json => json.GetProperty("payload").GetProperty("class").GetString() == "other");
        Assert.Equal("error", other.GetProperty("payload").GetProperty("severity").GetString());
        Assert.NotEqual(events[0].GetProperty("dedup_key").GetString(), other.GetProperty("dedup_key").GetString());
        Assert.Equal("lab", other.GetProperty("payload").GetProperty("custom_details").GetProperty("site").GetString());
    }

    [Fact]
    public async Task PagerDuty_HugeEvent_IsSentWithoutDetails()
    {
        using var folder = new TemporaryDirectory();
        await using HttpReceiver pagerDuty = await SecureAsync(folder, PagerDutyContract.AnswerAsync);
        await using NotificationBench bench = await NotificationBench.StartAsync($$"""
            global: { pagerduty_url: {{pagerDuty.Address}}v2/enqueue }
            route: { receiver: r, group_wait: 0s }
            receivers: [{ name: r, pagerduty_configs: [{ routing_key: {{Key}}, http_config: { tls_config: { ca_file: {{folder["ca.pem"]}} } } }] }]
            """);
        await bench.SendAsync(null, [.. Enumerable.Range(0, 4000).Select(static i => $"A/{i}-{new string('x', 100)}")]);
        await bench.AdvanceAsync(0);
        JsonElement message = Assert.Single(pagerDuty.All).Json;
        Assert.Contains("removed", message.GetProperty("payload").GetProperty("custom_details").GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slack_Refusal_IsNotTriedAgainAndItsAnswerIsKept()
    {
        using var folder = new TemporaryDirectory();
        await using HttpReceiver slack = await SecureAsync(folder, static async (_, context) =>
        {
            context.Response.StatusCode = 404;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "no_service");
        });
        await using NotificationBench bench = await NotificationBench.StartAsync(
            $"route: {{ receiver: r, group_wait: 0s }}\nreceivers: [{{ name: r, slack_configs: [{{ api_url: {slack.Address}x, http_config: {{ tls_config: {{ ca_file: {folder["ca.pem"]} }} }} }}] }}]\n");
        await bench.SendAsync(null, "A/1");
        await bench.AdvanceAsync(0);
        Assert.Single(slack.All);
        Assert.Equal("404 no_service", Assert.Single(bench.Service.History(new HistoryQuery { Kinds = [HistoryKind.NotificationFailed] })).Detail);
    }

    [Theory]
    [InlineData("""{"attachments":[{"fallback":"a","colour":"good"}]}""")]
    [InlineData("""{"attachments":[{"fallback":"a","color":"greenish"}]}""")]
    [InlineData("""{"attachments":[{"text":"a"}]}""")]
    [InlineData("""{"username":"v"}""")]
    public void SlackContract_WhatSlackDoesNotKnow_IsRefused(string message) => Assert.NotNull(SlackContract.Check(JsonElement.Parse(message)));

    private static void AssertAllSent(NotificationBench bench, int entries)
    {
        var history = bench.Service.History(new HistoryQuery { Kinds = [HistoryKind.NotificationSent, HistoryKind.NotificationFailed] });
        Assert.True(history.All(static entry => entry.Kind == HistoryKind.NotificationSent), string.Join('\n', history.Select(static entry => entry.Detail)));
        Assert.Equal(entries, history.Count);
        Assert.All(bench.Service.Receivers()[0].Integrations, static way => Assert.Equal(SendOutcome.Sent, way.Last!.Result.Outcome));
    }

    private static async Task<HttpReceiver> SecureAsync(TemporaryDirectory folder, Func<ReceivedRequest, Microsoft.AspNetCore.Http.HttpContext, Task> answer)
    {
        X509Certificate2 certificate = SelfSigned.Create();
        await File.WriteAllTextAsync(folder["ca.pem"], certificate.ExportCertificatePem());
        HttpReceiver receiver = await HttpReceiver.StartAsync(listen => listen.UseHttps(certificate));
        receiver.Answer = answer;
        return receiver;
    }
}
