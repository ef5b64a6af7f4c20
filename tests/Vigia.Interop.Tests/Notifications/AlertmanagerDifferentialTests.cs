using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Vigia.Interop.Tests.Notifications;

/// <summary>
/// The same configuration and the same alerts at the same moments, for Debian's Alertmanager 0.25 and for this program: the same notices, in the same
/// order within each group, with the same contents, at times that differ by no more than the machine was late.
/// </summary>
public sealed class AlertmanagerDifferentialTests
{
    /// <summary>Whatever happens is so far from every turn of a group, in seconds at scale 1: groups turn 1 s or 2 s after a multiple of 4 s, it happens at 3.5 s.</summary>
    private const double Distance = 1.5;

    /// <summary>What both programs take for a notice on a machine that is never late.</summary>
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(0.4);

    private const string Config = """
        route:
          receiver: all
          group_by: [alertname]
          group_wait: WAIT1
          group_interval: WAIT4
          repeat_interval: WAIT10
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
              group_wait: WAIT2
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
        // Where the machine was later than the timeline has room for, nothing can be said, and a slower one is tried.
        foreach (int scale in new[] { 1, 2, 4 })
        {
            TimeSpan late = await TryAsync(scale);
            if (late < Room(scale))
            {
                return;
            }
        }

        Assert.Fail("the machine is too slow for the timeline: see the lateness above");
    }

    /// <summary>How late anything may be without coming on the other side of a turn: half the distance, as both programs may be late.</summary>
    private static TimeSpan Room(int scale) => TimeSpan.FromSeconds(Distance * scale / 2);

    /// <summary>Runs the timeline, and compares unless the machine was too late.</summary>
    /// <returns>The most that anything was late.</returns>
    private static async Task<TimeSpan> TryAsync(int scale)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string config = Config;
        foreach (int seconds in new[] { 10, 4, 2, 1 })
        {
            config = config.Replace($"WAIT{seconds}", $"{seconds * scale}s", StringComparison.Ordinal);
        }

        var clock = new Stopwatch();
        await using TimelineReceiver theirs = await TimelineReceiver.StartAsync(clock);
        await using TimelineReceiver ours = await TimelineReceiver.StartAsync(clock);
        await using AlertmanagerServer alertmanager = await AlertmanagerServer.StartAsync(config.Replace("URL", theirs.Address.ToString(), StringComparison.Ordinal), cancellationToken);
        await using NotifyingMonitor vigia = await NotifyingMonitor.StartAsync(config.Replace("URL", ours.Address.ToString(), StringComparison.Ordinal));
        HttpClient[] both = [alertmanager.Client, vigia.Client];

        // What does not change its answer, so that the first notice is no slower than the others.
        await Task.WhenAll(both.Select(client => client.GetStringAsync(new Uri("api/v2/alerts", UriKind.Relative), cancellationToken)));
        await using var probe = new LatenessProbe();
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        clock.Start();

        await AtAsync(0, at => PostAsync(both, at, Fire("Queue", "a"), Fire("Queue", "b", "severity", "critical"), Fire("HostDown", "h", "zone", ""), Fire("Slow", "h"), Fire("Slow", "i"),
            Fire("Muted", "m", "team", "quiet"), Fire("Awake", "w", "team", "awake"), Fire("Only", "o", "team", "ops")));
        await AtAsync(3.5, at => PostAsync(both, at, Fire("Queue", "c"), Fire("Queue", "d"), Fire("Awake", "v", "team", "awake")));
        await AtAsync(7.5, at => PostAsync(both, at, Resolve("Queue", "a"), Resolve("HostDown", "h", "zone", ""), Resolve("Only", "o", "team", "ops"), Resolve("Awake", "w", "team", "awake")));
        await AtAsync(11.5, async at =>
        {
            // It ends at 23.5 s.
            await SilenceAsync(both, start, "Queue", at.AddSeconds(12 * scale));
            await PostAsync(both, at, Fire("Queue", "e"), Fire("Only", "o", "team", "ops"));
        });
        await AtAsync(15.5, at => PostAsync(both, at, Resolve("Queue", "b", "severity", "critical"), Fire("Slow", "i", "zone", "z")));
        await AtAsync(27.5, at => PostAsync(both, at, Resolve("Queue", "c"), Resolve("Queue", "d"), Resolve("Queue", "e"), Resolve("Slow", "h"), Resolve("Slow", "i")));
        await AtAsync(35.5, static _ => Task.CompletedTask);

        // What was to be compared is asked for at once: the other program's groups go on.
        IEnumerable<string>[] states = await Task.WhenAll(both.Select(StatesAsync));
        IEnumerable<string>[] groups = await Task.WhenAll(both.Select(GroupsAsync));
        IReadOnlyDictionary<string, IReadOnlyList<(TimeSpan At, string Notice)>> expected = theirs.ByGroup();
        probe.Note(Unsteadiness(expected, TimeSpan.FromSeconds(4 * scale)));
        TimeSpan late = probe.Most;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"scale {scale}: late by {late.TotalSeconds:0.000} s at most, room for {Room(scale).TotalSeconds} s"));
        if (late < Room(scale))
        {
            // Each program may be late by as much.
            Compare(expected, ours.ByGroup(), Work + (2 * late));
            Assert.Equal(string.Join('\n', states[0]), string.Join('\n', states[1]));
            Assert.Equal(string.Join('\n', groups[0]), string.Join('\n', groups[1]));
        }

        return late;

        async Task AtAsync(double seconds, Func<DateTimeOffset, Task> step)
        {
            TimeSpan due = TimeSpan.FromSeconds(seconds * scale);
            if (due > clock.Elapsed)
            {
                // The timeline is in real seconds: the other program's clock cannot be turned.
                await Task.Delay(due - clock.Elapsed, TimeProvider.System, cancellationToken);
            }

            await step(start + due);
            probe.Note(clock.Elapsed - due);
        }
    }

    /// <summary>How far the other program's notices of a group are from whole intervals after its first: what it was late itself.</summary>
    private static TimeSpan Unsteadiness(IReadOnlyDictionary<string, IReadOnlyList<(TimeSpan At, string Notice)>> groups, TimeSpan interval) => groups.Values
        .SelectMany(notices => notices.Select(notice => (notice.At - notices[0].At) / interval))
        .Select(static turns => Math.Abs(turns - Math.Round(turns)))
        .DefaultIfEmpty()
        .Max() * interval;

    private static void Compare(
        IReadOnlyDictionary<string, IReadOnlyList<(TimeSpan At, string Notice)>> expected, IReadOnlyDictionary<string, IReadOnlyList<(TimeSpan At, string Notice)>> actual,
        TimeSpan tolerance)
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
                else if ((their.At - our.At).Duration() > tolerance)
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

    /// <summary>
    /// Over for half a second by then: where a timer wakes a millisecond early, an end that is still to come leaves the alert firing until the hour that its
    /// first message named, as Alertmanager merges them.
    /// </summary>
    private static Func<DateTimeOffset, object> Resolve(string name, string instance, params string[] labels) =>
        at => Alert(name, instance, labels, at.AddSeconds(-1), at.AddSeconds(-0.5));

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

    private static Task SilenceAsync(HttpClient[] clients, DateTimeOffset start, string name, DateTimeOffset ends) => SendAsync(clients, "api/v2/silences", new
    {
        matchers = new[] { new { name = "alertname", value = name, isRegex = false, isEqual = true } },
        startsAt = start,
        endsAt = ends,
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
