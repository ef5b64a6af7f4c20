using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>
/// The same configuration and the same alerts at the same moments, for Debian's Alertmanager 0.25 and for this program: the same notices, in the same
/// order within each group, with the same contents, at about the same times.
/// </summary>
public sealed class AlertmanagerDifferentialTests
{
    /// <summary>Both answer to clocks of their own on a machine that does other things too; the intervals are three seconds.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1.4);

    private const string Config = """
        route:
          receiver: all
          group_by: [alertname]
          group_wait: 1s
          group_interval: 3s
          repeat_interval: 7s
          routes:
            - matchers: [severity="critical"]
              receiver: night
              group_by: ['...']
              continue: true
            - matchers: [team="quiet"]
              mute_time_intervals: [always]
            - matchers: [team="awake"]
              active_time_intervals: [always]
              group_by: [team, job]
              repeat_interval: 1h
            - match_re: { team: "o.*" }
              receiver: 'firing (only)'
              group_by: []
              group_wait: 2s
        inhibit_rules:
          - source_matchers: [alertname="HostDown"]
            target_matchers: [alertname=~"Slow|Late"]
            equal: [instance, zone]
        time_intervals:
          - name: always
            time_intervals: [{ times: [{ start_time: "00:00", end_time: "24:00" }] }]
        receivers:
          - name: all
            webhook_configs: [{ url: URLall, max_alerts: 3 }]
          - name: night
            webhook_configs: [{ url: URLnight }, { url: URLnight2 }]
          - name: 'firing (only)'
            webhook_configs: [{ url: URLfiring, send_resolved: false }]
        """;

    [Fact]
    public async Task Timeline_SameAlerts_SameNotices()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var clock = new Stopwatch();
        await using TimelineReceiver theirs = await TimelineReceiver.StartAsync(clock);
        await using TimelineReceiver ours = await TimelineReceiver.StartAsync(clock);
        await using AlertmanagerServer alertmanager = await AlertmanagerServer.StartAsync(Config.Replace("URL", theirs.Address.ToString(), StringComparison.Ordinal), cancellationToken);
        await using NotifyingMonitor vigia = await NotifyingMonitor.StartAsync(Config.Replace("URL", ours.Address.ToString(), StringComparison.Ordinal));
        HttpClient[] both = [alertmanager.Client, vigia.Client];

        // What does not change its answer, so that the first notice is no slower than the others.
        await Task.WhenAll(both.Select(client => client.GetStringAsync(new Uri("api/v2/alerts", UriKind.Relative), cancellationToken)));
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        clock.Start();

        // Everything happens half a second and more away from a turn of a group.
        await PostAsync(both, start, Fire("Queue", "a"), Fire("Queue", "b", "severity", "critical"), Fire("HostDown", "h", "zone", ""), Fire("Slow", "h"), Fire("Slow", "i"),
            Fire("Muted", "m", "team", "quiet"), Fire("Awake", "w", "team", "awake"), Fire("Only", "o", "team", "ops"));
        await UntilAsync(clock, 2.5);
        await PostAsync(both, start.AddSeconds(2.5), Fire("Queue", "c"), Fire("Queue", "d"), Fire("Awake", "v", "team", "awake"));
        await UntilAsync(clock, 5.5);
        await PostAsync(both, start.AddSeconds(5.5), Resolve("Queue", "a"), Resolve("HostDown", "h", "zone", ""), Resolve("Only", "o", "team", "ops"), Resolve("Awake", "w", "team", "awake"));
        await UntilAsync(clock, 8.5);
        await SilenceAsync(both, start, "Queue", 9);
        await PostAsync(both, start.AddSeconds(8.5), Fire("Queue", "e"), Fire("Only", "o", "team", "ops"));
        await UntilAsync(clock, 11.5);
        await PostAsync(both, start.AddSeconds(11.5), Resolve("Queue", "b", "severity", "critical"), Fire("Slow", "i", "zone", "z"));
        await UntilAsync(clock, 21.5);
        await PostAsync(both, start.AddSeconds(21.5), Resolve("Queue", "c"), Resolve("Queue", "d"), Resolve("Queue", "e"), Resolve("Slow", "h"), Resolve("Slow", "i"));
        await UntilAsync(clock, 26);

        Compare(theirs.ByGroup(), ours.ByGroup());
        Assert.Equal(await StatesAsync(alertmanager.Client), await StatesAsync(vigia.Client));
        Assert.Equal(await GroupsAsync(alertmanager.Client), await GroupsAsync(vigia.Client));
    }

    private static void Compare(
        IReadOnlyDictionary<string, IReadOnlyList<(TimeSpan At, string Notice)>> expected, IReadOnlyDictionary<string, IReadOnlyList<(TimeSpan At, string Notice)>> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.True(expected.Count >= 6, $"only {expected.Count} groups were told of");
        var wrong = new StringBuilder();
        foreach ((string group, IReadOnlyList<(TimeSpan At, string Notice)> theirs) in expected)
        {
            IReadOnlyList<(TimeSpan At, string Notice)> ours = actual[group];
            string times = string.Create(CultureInfo.InvariantCulture, $"{group}: theirs at {Times(theirs)}, ours at {Times(ours)}");
            if (theirs.Count != ours.Count)
            {
                wrong.AppendLine(times);
                continue;
            }

            foreach (((TimeSpan At, string Notice) their, (TimeSpan At, string Notice) our) in theirs.Zip(ours))
            {
                if (their.Notice != our.Notice)
                {
                    wrong.AppendLine(times).AppendLine(their.Notice).AppendLine(our.Notice);
                }
                else if ((their.At - our.At).Duration() > Tolerance)
                {
                    wrong.AppendLine(times);
                }
            }
        }

        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    private static string Times(IEnumerable<(TimeSpan At, string Notice)> notices) =>
        string.Join(' ', notices.Select(static entry => entry.At.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)));

    private static Func<DateTimeOffset, object> Fire(string name, string instance, params string[] labels) => at => Alert(name, instance, labels, at, at.AddHours(1));

    private static Func<DateTimeOffset, object> Resolve(string name, string instance, params string[] labels) => at => Alert(name, instance, labels, at.AddSeconds(-1), at);

    private static object Alert(string name, string instance, string[] labels, DateTimeOffset starts, DateTimeOffset ends)
    {
        var all = new Dictionary<string, string> { ["alertname"] = name, ["instance"] = instance, ["job"] = "j" };
        for (int i = 0; i < labels.Length; i += 2)
        {
            all[labels[i]] = labels[i + 1];
        }

        return new { labels = all, annotations = new { summary = $"{name} \"<é>\"", at = instance }, startsAt = starts, endsAt = ends, generatorURL = "http://p/graph?g0.expr=up" };
    }

    private static Task PostAsync(HttpClient[] clients, DateTimeOffset at, params Func<DateTimeOffset, object>[] alerts) =>
        SendAsync(clients, "api/v2/alerts", alerts.Select(alert => alert(at)).ToArray());

    private static Task SilenceAsync(HttpClient[] clients, DateTimeOffset start, string name, double seconds) => SendAsync(clients, "api/v2/silences", new
    {
        matchers = new[] { new { name = "alertname", value = name, isRegex = false, isEqual = true } },
        startsAt = start,
        endsAt = start.AddSeconds(8.5 + seconds),
        createdBy = "test",
        comment = "c",
    });

    private static async Task SendAsync(HttpClient[] clients, string path, object body)
    {
        HttpResponseMessage[] answers = await Task.WhenAll(clients.Select(client =>
            client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"))));
        foreach (HttpResponseMessage answer in answers)
        {
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            answer.Dispose();
        }
    }

    /// <summary>The timeline is in real seconds: the other server's clock cannot be turned.</summary>
    private static async Task UntilAsync(Stopwatch clock, double seconds)
    {
        TimeSpan left = TimeSpan.FromSeconds(seconds) - clock.Elapsed;
        Assert.True(left > TimeSpan.Zero, "the machine is too slow for the timeline");
        await Task.Delay(left, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static async Task<IEnumerable<string>> StatesAsync(HttpClient client)
    {
        using JsonDocument alerts = JsonDocument.Parse(await client.GetStringAsync(new Uri("api/v2/alerts", UriKind.Relative)));
        return [.. alerts.RootElement.EnumerateArray().Select(static alert => $"{alert.GetProperty("fingerprint")} {alert.GetProperty("status").GetProperty("state")} {alert.GetProperty("receivers")} {alert.GetProperty("startsAt").GetDateTimeOffset():O}").Order(StringComparer.Ordinal)];
    }

    private static async Task<IEnumerable<string>> GroupsAsync(HttpClient client)
    {
        using JsonDocument groups = JsonDocument.Parse(await client.GetStringAsync(new Uri("api/v2/alerts/groups", UriKind.Relative)));
        return [.. groups.RootElement.EnumerateArray().Select(static group => $"{group.GetProperty("labels")} {group.GetProperty("receiver").GetProperty("name")} {group.GetProperty("alerts").GetArrayLength()}")];
    }
}
