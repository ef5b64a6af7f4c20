using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Vigia.Server;
using Vigia.Server.Access.Tokens;
using Vigia.Testing;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>
/// The guide's rule end to end: the real module, spoilt messages sent to it, its metrics scraped, the shipped rule, routes and receivers with real
/// other sides. The monitor's clock runs thirty times faster than the real one; every duration of the configuration is the shipped one.
/// </summary>
public sealed class HighErrorRateTests
{
    private const double Speed = 30;

    // In real time; the whole takes twelve minutes of the monitor's.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan For = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task HighErrorRate_ErrorsThenHealth_GoesPendingFiringNotifiedOnFourChannelsAndResolved()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        using var folder = new TemporaryDirectory();
        await using ShippedChannels channels = await ShippedChannels.StartAsync(folder);
        await using VigiaProcess module = await VigiaProcess.StartAsync(await VigiaProcess.PrepareAsync(folder["module"]));
        var clock = new ScaledClock(Speed);
        await using WebApplication monitor = await MonitorAsync(folder, channels, module, clock);
        using HttpClient client = Client(monitor);

        using var trouble = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        Task spoiling = SpoilAsync(module, trouble.Token);
        DateTimeOffset pendingSince = await StateAsync(client, "pending", limit.Token);
        Assert.Empty(channels.Webhook.All);
        DateTimeOffset activeAt = await StateAsync(client, "firing", limit.Token);
        Assert.Equal(pendingSince, activeAt);

        ReceivedRequest hook = await channels.Webhook.NextAsync();
        Assert.Equal(("firing", "HighErrorRate"), (hook.Json.GetProperty("status").GetString(), hook.Json.GetProperty("groupLabels").GetProperty("alertname").GetString()));
        JsonElement alert = hook.Json.GetProperty("alerts")[0];
        Assert.True(alert.GetProperty("startsAt").GetDateTimeOffset() - activeAt >= For, $"active since {activeAt:O}, told: {hook.Body}");
        Assert.Equal("critical", alert.GetProperty("labels").GetProperty("severity").GetString());
        Assert.Equal("Alta taxa de erros", alert.GetProperty("annotations").GetProperty("summary").GetString());
        JsonElement incident = (await channels.PagerDuty.NextAsync()).Json;
        Assert.Equal("trigger", incident.GetProperty("event_action").GetString());
        Assert.Equal("critical", incident.GetProperty("payload").GetProperty("severity").GetString());
        Assert.Contains("Alta taxa de erros", (await channels.Slack.NextAsync()).Body, StringComparison.Ordinal);
        MimeMessage mail = await channels.Smtp.MailAsync(1);
        Assert.Contains("Alta taxa de erros", mail.Subject, StringComparison.Ordinal);
        MimePart plot = Assert.Single(mail.BodyParts.OfType<MimePart>(), static part => part.ContentType.IsMimeType("image", "png"));
        Assert.Contains($"cid:{plot.ContentId}", mail.HtmlBody, StringComparison.Ordinal);

        await trouble.CancelAsync();
        await spoiling;
        await UntilAsync(() => Last(channels.Webhook, "status") == "resolved", limit.Token);
        await UntilAsync(() => Last(channels.PagerDuty, "event_action") == "resolve", limit.Token);
        Assert.Equal(incident.GetProperty("dedup_key").GetString(), Last(channels.PagerDuty, "dedup_key"));
        await UntilAsync(() => channels.Slack.All[^1].Json.GetProperty("attachments")[0].GetProperty("color").GetString() == "good", limit.Token);

        // Every notice that mails were sent of has a like one at the webhook.
        MimeMessage last = await channels.Smtp.MailAsync(channels.Webhook.All.Count);
        Assert.Contains("RESOLVIDO", last.Subject, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(mail.InReplyTo, last.InReplyTo);
        Assert.All(channels.Slack.All, static request => Assert.Null(SlackContract.Check(request.Json)));
        Assert.All(channels.PagerDuty.All, static request => Assert.Null(PagerDutyContract.Check(request.Json)));
        Assert.Equal("inactive", await RuleStateAsync(client, limit.Token));
    }

    private static string? Last(HttpReceiver receiver, string property) => receiver.All[^1].Json.GetProperty(property).GetString();

    private static async Task<WebApplication> MonitorAsync(TemporaryDirectory folder, ShippedChannels channels, VigiaProcess module, TimeProvider clock)
    {
        string config = Directory.CreateDirectory(folder["config"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(config, "alertmanager.yml"), channels.Configuration);

        // An attempt's time is the monitor's too: a second of it would be a thirtieth of one.
        await File.WriteAllTextAsync(Path.Combine(config, "notify.yml"), "language: pt-BR\ndefaults: { attempt_timeout: 10m }\n");
        await File.WriteAllTextAsync(Path.Combine(config, MonitorHost.ConfigFileName), $$"""
            global: { scrape_interval: 15s, scrape_timeout: 15s, evaluation_interval: 15s }
            rule_files: ['{{Path.Combine(Repository.Root, "config", "rules", "integracao.yml")}}']
            scrape_configs:
              - job_name: integracao
                static_configs: [{ targets: ['127.0.0.1:{{module.Setup.Port.ToString(CultureInfo.InvariantCulture)}}'] }]
            """);
        IConfiguration settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Path"] = folder["monitor"],
            ["Monitor:Port"] = "0",
            ["Monitor:Instrumentation:Logging:Path"] = folder["monitor.log"],
            ["Monitor:Instrumentation:Logging:Stdout"] = "Off",
        }).Build();
        WebApplication app = await MonitorHost.BuildAsync(folder.Path, config, settings, builder => builder.Services.AddSingleton(clock));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static HttpClient Client(WebApplication monitor)
    {
        var client = new HttpClient { BaseAddress = new Uri(monitor.Urls.First()) };
        string token = monitor.Services.GetRequiredService<ApiTokens>().Create("test", ["metrics:read"]).Secret;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Sends messages that are refused for their own sake, between good ones, until told to stop.</summary>
    private static async Task SpoilAsync(VigiaProcess module, CancellationToken stopping)
    {
        var path = new Uri("api/v1/messages", UriKind.Relative);
        try
        {
            for (int number = 0; !stopping.IsCancellationRequested; number++)
            {
                using HttpResponseMessage good = await module.Client.PostAsJsonAsync(path, new { type = "pedido.criado", payload = new { pedido = number } }, stopping);
                good.EnsureSuccessStatusCode();
                using HttpResponseMessage bad = await module.Client.PostAsJsonAsync(path, new { type = 1 }, stopping);
                Assert.False(bad.IsSuccessStatusCode);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Health from here on.
        }
    }

    /// <summary>Waits until the rule's alert is in a state.</summary>
    /// <returns>Since when its expression holds.</returns>
    private static async Task<DateTimeOffset> StateAsync(HttpClient client, string state, CancellationToken cancellationToken)
    {
        while (true)
        {
            JsonElement answer = await client.GetFromJsonAsync<JsonElement>(new Uri("api/v1/alerts", UriKind.Relative), cancellationToken);
            foreach (JsonElement alert in answer.GetProperty("data").GetProperty("alerts").EnumerateArray())
            {
                if (alert.GetProperty("labels").GetProperty("alertname").GetString() == "HighErrorRate" && alert.GetProperty("state").GetString() == state)
                {
                    return alert.GetProperty("activeAt").GetDateTimeOffset();
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<string?> RuleStateAsync(HttpClient client, CancellationToken cancellationToken)
    {
        JsonElement answer = await client.GetFromJsonAsync<JsonElement>(new Uri("api/v1/rules?rule_name[]=HighErrorRate", UriKind.Relative), cancellationToken);
        return answer.GetProperty("data").GetProperty("groups")[0].GetProperty("rules")[0].GetProperty("state").GetString();
    }

    private static async Task UntilAsync(Func<bool> holds, CancellationToken cancellationToken)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }
}
