using Vigia.Model.Labels;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Silences;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

public sealed class HistoryTests
{
    private const string Config = """
        route: { receiver: r, group_by: [alertname], group_wait: 0s, group_interval: 60s }
        receivers: [{ name: r, webhook_configs: [{ url: URLhook }] }]
        """;

    [Fact]
    public async Task Search_Parameters_RestrictAndPage()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1", "B/100%_x");
        await bench.AdvanceAsync(0);
        await bench.SendAsync(TimeSpan.Zero, "A/1");
        await bench.AdvanceAsync(60);
        IReadOnlyList<HistoryEntry> all = bench.Service.History(new HistoryQuery());
        Assert.Equal(6, all.Count);
        Assert.Equal(all.Select(static entry => entry.Id).OrderDescending(), all.Select(static entry => entry.Id));
        Assert.Equal(2, bench.Service.History(new HistoryQuery { Text = "100%_X" }).Count);
        Assert.Empty(bench.Service.History(new HistoryQuery { Text = "100_x" }));
        Assert.Equal(HistoryKind.AlertResolved, Assert.Single(bench.Service.History(new HistoryQuery { Kinds = [HistoryKind.AlertResolved] })).Kind);
        Assert.Equal(all.Skip(2).Take(2).Select(static entry => entry.Id), bench.Service.History(new HistoryQuery { Before = all[1].Id, Limit = 2 }).Select(static entry => entry.Id));
        Assert.Equal(3, bench.Service.History(new HistoryQuery { Receiver = "r" }).Count);
    }

    [Fact]
    public async Task Csv_TextsOfOthers_AreQuotedAndNoFormulas()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        DateTimeOffset now = bench.Time.GetUtcNow();
        bench.Service.SetSilence(new Silence { Matchers = MatcherText.ParseMany("a=b"), StartsAt = now, EndsAt = now.AddHours(1), CreatedBy = "=cmd|x", Comment = "said \"no\",\nthen" });
        string csv = HistoryText.Csv(bench.Service.History(new HistoryQuery()));
        Assert.Contains(",'=cmd|x,", csv, StringComparison.Ordinal);
        Assert.Contains("said \"\"no\"\",\nthen\"", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Maintain_TooMuchHistory_ForgetsTheOldest()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config, "history: { rows: 3, age: 1h }\n");
        await bench.SendAsync(null, "A/1", "B/1");
        await bench.AdvanceAsync(0);
        long newest = bench.Service.History(new HistoryQuery())[0].Id;
        bench.Center.Maintain();
        Assert.Equal([newest, newest - 1, newest - 2], bench.Service.History(new HistoryQuery()).Select(static entry => entry.Id));
        bench.Time.Advance(TimeSpan.FromHours(2));
        bench.Center.Maintain();
        Assert.Empty(bench.Service.History(new HistoryQuery()));
    }

    [Fact]
    public async Task Explain_LabelsNobodySent_ShowsTheRouteAndThatNothingIsKnown()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        var why = bench.Service.Explain(LabelSet.Of(("alertname", "Never")));
        Assert.Null(why.Alert);
        Assert.True(Assert.Single(why.Routes).IsTaken);
        Assert.False(Assert.Single(why.Groups).HoldsAlert);
        Assert.Equal("No notice of it was ever attempted, as far back as the history goes.", why.Summary[^1]);
    }

    [Fact]
    public async Task Mute_WithinTheInterval_KeepsBackAndTellsAfterwards()
    {
        // The bench's clock begins on a Wednesday at noon.
        await using NotificationBench bench = await NotificationBench.StartAsync("""
            route:
              receiver: r
              group_wait: 0s
              group_interval: 60s
              routes: [{ mute_time_intervals: [lunch], active_time_intervals: [midweek] }]
            time_intervals:
              - { name: lunch, time_intervals: [{ times: [{ start_time: '12:00', end_time: '12:03' }] }] }
              - { name: midweek, time_intervals: [{ weekdays: [wednesday] }] }
            receivers: [{ name: r, webhook_configs: [{ url: URLhook }] }]
            """);
        await bench.SendAsync(null, "A/1");
        Assert.Empty(await bench.AdvanceAsync(170));
        HistoryEntry entry = Assert.Single(bench.Service.History(new HistoryQuery { Kinds = [HistoryKind.Suppressed] }));
        Assert.Equal(("Muted", "within the mute time interval lunch"), (entry.Outcome, entry.Detail));
        Assert.Equal(["+A/1"], await bench.AdvanceAsync(60));
        bench.Time.Advance(TimeSpan.FromHours(12));
        Assert.Contains("outside of the active time intervals midweek", bench.Service.Explain(bench.Service.Alerts()[0].Labels).Summary[1], StringComparison.Ordinal);
    }
}
