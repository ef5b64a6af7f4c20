using System.Collections.Concurrent;
using System.Net.Http.Json;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>The real program, killed: nothing lost, nothing told twice that was answered, no flood when a receiver comes back.</summary>
public sealed class KilledMonitorTests
{
    private const string Config = """
        route: { receiver: r, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
        receivers: [{ name: r, webhook_configs: [{ url: URLhook }] }]
        """;

    [Fact]
    public async Task Kill_InMidSend_TellsAgainOnceAndKeepsSilencesAndWhatWasAnswered()
    {
        await using HttpReceiver receiver = await HttpReceiver.StartAsync();
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(Config.Replace("URL", receiver.Address.ToString(), StringComparison.Ordinal));
        await PostAsync(monitor, "Answered");
        Assert.Equal("Answered", Name(await receiver.NextAsync()));
        await UntilSentAsync(monitor, "Answered");
        await SilenceAsync(monitor, "Silenced");

        // Acknowledged alerts, and a notice that the other side holds without an answer when the program is killed.
        var gate = new TaskCompletionSource();
        receiver.Answer = (_, _) => gate.Task;
        await PostAsync(monitor, "Held", "Silenced");
        Assert.Equal("Held", Name(await receiver.NextAsync()));
        await monitor.KillAndStartAsync();
        receiver.Answer = null;
        gate.SetResult();
        Assert.Equal("Held", Name(await receiver.NextAsync()));
        await PostAsync(monitor, "Last");
        Assert.Equal("Last", Name(await receiver.NextAsync()));
        Assert.Equal(["Answered", "Held", "Held", "Last"], receiver.All.Select(Name));
    }

    [Fact]
    public async Task Receiver_ComesBackAfterAnOutage_IsToldOfEachGroupOnceAsItIsNow()
    {
        const int Groups = 30;
        await using HttpReceiver receiver = await HttpReceiver.StartAsync();
        await using NotifyingMonitor monitor = await NotifyingMonitor.StartAsync(
            Config.Replace("URL", receiver.Address.ToString(), StringComparison.Ordinal), "defaults: { circuit_breaker: { failures: 5, open_for: 1s } }\n");
        int refused = 0;
        bool isDown = true;
        var taken = new ConcurrentQueue<ReceivedRequest>();
        var manyRefused = new TaskCompletionSource();
        receiver.Answer = (request, context) =>
        {
            if (!Volatile.Read(ref isDown))
            {
                taken.Enqueue(request);
            }
            else
            {
                context.Response.StatusCode = 503;
                if (Interlocked.Increment(ref refused) == 20)
                {
                    manyRefused.SetResult();
                }
            }

            return Task.CompletedTask;
        };
        string[] names = [.. Enumerable.Range(0, Groups).Select(static i => $"A{i:00}")];
        await PostAsync(monitor, names);
        await manyRefused.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // Some of it resolves while nobody can be told.
        await PostAsync(monitor, isFiring: false, names[..10]);
        Volatile.Write(ref isDown, false);
        await UntilAsync(() => names.Skip(10).All(name => taken.Any(request => Name(request) == name)));
        await PostAsync(monitor, "End");
        await UntilAsync(() => taken.Any(static request => Name(request) == "End"));
        string[] told = [.. taken.Where(static request => Name(request) != "End").Select(static request => $"{Name(request)} {request.Json.GetProperty("status").GetString()}")];
        Assert.Equal(told.Distinct().Order(), told.Order());
        Assert.Equal(names.Skip(10).Select(static name => name + " firing"), told.Where(text => !names.Take(10).Contains(text[..3])).Order());
    }

    private static string Name(ReceivedRequest request) => request.Json.GetProperty("commonLabels").GetProperty("alertname").GetString()!;

    private static Task PostAsync(NotifyingMonitor monitor, params string[] names) => PostAsync(monitor, isFiring: true, names);

    private static async Task PostAsync(NotifyingMonitor monitor, bool isFiring, params string[] names)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using HttpResponseMessage answer = await monitor.Client.PostAsJsonAsync(
            new Uri("api/v2/alerts", UriKind.Relative),
            names.Select(name => new { labels = new { alertname = name }, startsAt = now.AddMinutes(-1), endsAt = isFiring ? now.AddHours(1) : now }));
        answer.EnsureSuccessStatusCode();
    }

    private static async Task SilenceAsync(NotifyingMonitor monitor, string name)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using HttpResponseMessage answer = await monitor.Client.PostAsJsonAsync(new Uri("api/v2/silences", UriKind.Relative), new
        {
            matchers = new[] { new { name = "alertname", value = name, isRegex = false } },
            startsAt = now,
            endsAt = now.AddHours(1),
            createdBy = "a",
            comment = "c",
        });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The history names what was sent only once its answer is on disk.</summary>
    private static Task UntilSentAsync(NotifyingMonitor monitor, string name) => UntilAsync(async () =>
        (await monitor.Client.GetStringAsync(new Uri($"ui/api/alerts/history?kind=notificationSent&text={name}", UriKind.Relative))).Contains(name, StringComparison.Ordinal));

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (int i = 0; !await holds(); i++)
        {
            Assert.True(i < 1200, "it did not come about within a minute");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
