using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Matching;
using Vigia.Server.Notifications.Silences;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

public sealed class DispatchTests
{
    private const string Config = """
        route: { receiver: r, group_by: [alertname], group_wait: 10s, group_interval: 60s, repeat_interval: 10m }
        inhibit_rules: [{ source_matchers: [alertname="Down"], target_matchers: [alertname="Slow"], equal: [instance] }]
        receivers: [{ name: r, webhook_configs: [{ url: URLhook }] }]
        """;

    [Fact]
    public async Task Flush_AfterGroupWait_TellsOfTheGroupOnce()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1");
        Assert.Empty(await bench.AdvanceAsync(9));
        await bench.SendAsync(null, "A/2");
        Assert.Equal(["+A/1 +A/2"], await bench.AdvanceAsync(1));
        Assert.Empty(await bench.AdvanceAsync(300));
    }

    [Fact]
    public async Task Flush_NewAlertInGroup_WaitsForGroupInterval()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1");
        await bench.AdvanceAsync(10);
        await bench.SendAsync(null, "A/2");
        Assert.Empty(await bench.AdvanceAsync(59));
        Assert.Equal(["+A/1 +A/2"], await bench.AdvanceAsync(1));
    }

    [Fact]
    public async Task Flush_NothingNew_RepeatsAfterRepeatInterval()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1");
        Assert.Single(await bench.AdvanceAsync(10));

        // The first turn at which more than the interval has passed.
        Assert.Empty(await bench.AdvanceAsync(600));
        Assert.Equal(["+A/1"], await bench.AdvanceAsync(60));
    }

    [Fact]
    public async Task Flush_Resolved_TellsOnceAndForgets()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1", "A/2");
        await bench.AdvanceAsync(10);
        await bench.SendAsync(TimeSpan.Zero, "A/1");
        Assert.Equal(["-A/1 +A/2"], await bench.AdvanceAsync(60));
        await bench.SendAsync(TimeSpan.Zero, "A/2");
        Assert.Equal(["-A/2"], await bench.AdvanceAsync(60));
        Assert.Empty(await bench.AdvanceAsync(900));
        bench.Center.Maintain();
        Assert.Equal(0, bench.Center.Runtime.Dispatcher.Count);
    }

    [Fact]
    public async Task Flush_ResolvedBeforeGroupWait_TellsNobody()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(TimeSpan.FromSeconds(5), "A/1");
        Assert.Empty(await bench.AdvanceAsync(120));
    }

    [Fact]
    public async Task Restart_AfterNotice_DoesNotRepeatAndTellsOfTheEnd()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1");
        Assert.Single(await bench.AdvanceAsync(10));
        await bench.RestartAsync();
        Assert.Empty(await bench.AdvanceAsync(120));
        await bench.SendAsync(TimeSpan.Zero, "A/1");
        Assert.Equal(["-A/1"], await bench.AdvanceAsync(60));
    }

    [Fact]
    public async Task Restart_BeforeNotice_StillTells()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1");
        await bench.AdvanceAsync(5);
        await bench.RestartAsync();
        Assert.Equal(["+A/1"], await bench.AdvanceAsync(10));
    }

    [Fact]
    public async Task Inhibition_SourceFires_KeepsTargetBackWhileItDoes()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "Down/1", "Slow/1", "Slow/2");
        Assert.Equal(["+Down/1", "+Slow/2"], (await bench.AdvanceAsync(10)).Order());
        await bench.SendAsync(TimeSpan.Zero, "Down/1");
        Assert.Equal(["+Slow/1 +Slow/2", "-Down/1"], (await bench.AdvanceAsync(60)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Silence_Matching_KeepsBackAndSurvivesRestart()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        DateTimeOffset now = bench.Time.GetUtcNow();
        var silence = new Silence { Matchers = MatcherText.ParseMany("{instance=~\"1|3\"}"), StartsAt = now, EndsAt = now.AddSeconds(100), CreatedBy = "ana", Comment = "c" };
        await bench.SendAsync(null, "A/1", "A/2");
        Assert.Equal(["1"], bench.Service.PreviewSilence(silence.Matchers).Select(static alert => alert.Labels["instance"]));
        string id = bench.Service.SetSilence(silence);
        await bench.RestartAsync();
        Assert.Equal(["+A/2"], await bench.AdvanceAsync(10));
        Assert.Equal(id, Assert.Single(bench.Service.Alerts()[0].SilencedBy.Concat(bench.Service.Alerts()[1].SilencedBy)));
        Assert.Equal(["+A/1 +A/2"], await bench.AdvanceAsync(120));
        bench.Center.Maintain();
        Assert.Single(bench.Service.History(new HistoryQuery { Kinds = [HistoryKind.SilenceExpired] }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resolved_WhileSilenced_IsToldWhereWanted(bool isWanted)
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config, isWanted ? "resolved_when_silenced: true\n" : "");
        await bench.SendAsync(null, "A/1");
        await bench.AdvanceAsync(10);
        DateTimeOffset now = bench.Time.GetUtcNow();
        bench.Service.SetSilence(new Silence { Matchers = MatcherText.ParseMany("alertname=A"), StartsAt = now, EndsAt = now.AddHours(1), CreatedBy = "a", Comment = "c" });
        await bench.SendAsync(TimeSpan.Zero, "A/1");
        Assert.Equal(isWanted ? ["-A/1"] : [], await bench.AdvanceAsync(120));
    }

    [Fact]
    public async Task Acknowledge_Firing_EndsRepeatsUntilItResolves()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1");
        await bench.AdvanceAsync(10);
        string fingerprint = bench.Service.Alerts()[0].Fingerprint;
        Assert.True(bench.Service.Acknowledge(fingerprint, "rui", "on it", bench.Time.GetUtcNow().AddHours(2)));
        Assert.False(bench.Service.Acknowledge("0000000000000000", "rui", "", bench.Time.GetUtcNow().AddHours(2)));
        await bench.RestartAsync();
        Assert.Empty(await bench.AdvanceAsync(900));
        await bench.SendAsync(TimeSpan.Zero, "A/1");
        Assert.Equal(["-A/1"], await bench.AdvanceAsync(60));
        bench.Center.Maintain();
        Assert.Empty(bench.Service.Acknowledgements());
    }

    [Fact]
    public async Task Reload_NewRoutes_DoesNotTellAgain()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1");
        await bench.AdvanceAsync(10);
        await bench.ConfigureAsync(Config.Replace("repeat_interval: 10m", "repeat_interval: 20m", StringComparison.Ordinal));
        await bench.Center.ReloadAsync(CancellationToken.None);
        Assert.Equal(TimeSpan.FromMinutes(20), bench.Center.Runtime.Configuration.Route.RepeatInterval);
        Assert.Empty(await bench.AdvanceAsync(120));
    }

    [Fact]
    public async Task Explain_SilencedAlert_NamesRouteAndSilence()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        await bench.SendAsync(null, "A/1");
        await bench.AdvanceAsync(10);
        DateTimeOffset now = bench.Time.GetUtcNow();
        bench.Service.SetSilence(new Silence { Matchers = MatcherText.ParseMany("alertname=A"), StartsAt = now, EndsAt = now.AddHours(1), CreatedBy = "eva", Comment = "obra" });
        var why = bench.Service.Explain(bench.Service.Alerts()[0].Labels);
        Assert.Equal("queue_size > 1000", why.Expression);
        Assert.Contains(why.Summary, static line => line.Contains("silenced by eva", StringComparison.Ordinal) && line.Contains("obra", StringComparison.Ordinal));
        Assert.Equal(HistoryKind.NotificationSent, Assert.Single(why.Attempts).Kind);
        Assert.Equal("200 ok", why.Attempts[0].Detail);
        Assert.True(Assert.Single(why.Routes).IsTaken);
        Assert.Equal("{}:{alertname=\"A\"}", Assert.Single(why.Groups).Key);
    }
}
