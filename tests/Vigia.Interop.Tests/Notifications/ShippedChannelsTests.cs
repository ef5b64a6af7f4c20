using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Vigia.Testing;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>The shipped configuration with the marks before its four channels taken away, and addresses and secrets filled in.</summary>
public sealed partial class ShippedChannelsTests
{
    [Fact]
    public async Task CriticalAlert_ReachesAllFourChannels()
    {
        using var folder = new TemporaryDirectory();
        await using ShippedChannels channels = await ShippedChannels.StartAsync(folder);
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(Waits().Replace(channels.Configuration, "group_wait: 0s"));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using HttpResponseMessage answer = await monitor.Client.PostAsJsonAsync(new Uri("api/v2/alerts", UriKind.Relative), new[]
        {
            new
            {
                labels = new { alertname = "HighErrorRate", severity = "critical" },
                annotations = new { summary = "Alta taxa de erros" },
                startsAt = now.AddMinutes(-1),
                endsAt = now.AddHours(1),
            },
        });
        answer.EnsureSuccessStatusCode();
        Assert.Contains("Alta taxa de erros", (await channels.Slack.NextAsync()).Body, StringComparison.Ordinal);
        ReceivedRequest incident = await channels.PagerDuty.NextAsync();
        Assert.Null(PagerDutyContract.Check(incident.Json));
        Assert.Equal("critical", incident.Json.GetProperty("payload").GetProperty("severity").GetString());
        ReceivedRequest hook = await channels.Webhook.NextAsync();
        Assert.Equal("Bearer t0ken", hook.Headers["Authorization"]);
        Assert.Equal("4", hook.Json.GetProperty("version").GetString());
        Assert.Contains("Alta taxa de erros", (await channels.Smtp.MailAsync(1)).Subject, StringComparison.Ordinal);

        // None of the secrets is shown.
        string status = await monitor.Client.GetStringAsync(new Uri("api/v2/status", UriKind.Relative)) + await monitor.Client.GetStringAsync(new Uri("ui/api/alerts/history", UriKind.Relative));
        Assert.DoesNotContain(ShippedChannels.Password, status, StringComparison.Ordinal);
        Assert.DoesNotContain(ShippedChannels.RoutingKey, status, StringComparison.Ordinal);
        Assert.DoesNotContain("services/x", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_TestsAReceiverAndShowsTheAnswer()
    {
        await using HttpReceiver webhook = await HttpReceiver.StartAsync();
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(
            $"route: {{ receiver: none }}\nreceivers: [{{ name: hook, webhook_configs: [{{ url: {webhook.Address}a }}] }}, {{ name: none }}]\n");
        ExternalResult taken = await VigiaAsync(monitor, "notify", "test", "hook");
        Assert.Equal((0, "hook webhook[0]: taken: 200 ok\n"), (taken.ExitCode, taken.Output + taken.Error));
        Assert.Equal("VigiaTest", (await webhook.NextAsync()).Json.GetProperty("commonLabels").GetProperty("alertname").GetString());
        webhook.Answer = static (_, context) =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        ExternalResult refused = await VigiaAsync(monitor, "notify", "test", "hook");
        Assert.Equal((1, "hook webhook[0]: not taken: 403\n"), (refused.ExitCode, refused.Output + refused.Error));
        ExternalResult unknown = await VigiaAsync(monitor, "notify", "test", "nobody");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("there is no receiver nobody", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("has no address", (await VigiaAsync(monitor, "notify", "test", "none")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_ChecksFiles()
    {
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder["alertmanager.yml"], "route: { receiver: x, group_wiat: 1s }\nreceivers: [{ name: y, opsgenie_configs: [{}] }]\n");
        ExternalResult wrong = await ExternalProcess.RunAsync("dotnet", [Program, "check", "alertmanager", folder["alertmanager.yml"]]);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("did you mean group_wait?", wrong.Output, StringComparison.Ordinal);
        Assert.Contains("undefined receiver \"x\"", wrong.Output, StringComparison.Ordinal);
        Assert.Contains("opsgenie_configs is known to Alertmanager and has no effect here", wrong.Output, StringComparison.Ordinal);
        ExternalResult right = await ExternalProcess.RunAsync("dotnet", [Program, "check", "alertmanager", Path.Combine(Repository.Root, "config", "alertmanager.yml")]);
        Assert.True(right.ExitCode == 0, right.Output);
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "vigia.dll");

    private static Task<ExternalResult> VigiaAsync(NotifyingMonitor monitor, params string[] arguments) =>
        ExternalProcess.RunAsync("dotnet", [Program, .. arguments, "--server", monitor.Process.Setup.Address.ToString(), "--token", monitor.Process.Setup.Token]);

    [GeneratedRegex("group_wait: [0-9]+s")]
    private static partial Regex Waits();
}
