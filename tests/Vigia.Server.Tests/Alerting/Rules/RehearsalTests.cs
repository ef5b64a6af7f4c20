using Vigia.Model.Labels;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.Notifications.Configuration;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Routing;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules;

/// <summary>Rules over stored samples, one a minute from 1970 on.</summary>
public sealed class RehearsalTests
{
    private readonly MemoryMetricSource _stored = new();

    private static DateTimeOffset At(double minutes) => DateTimeOffset.UnixEpoch.AddMinutes(minutes);

    private void Load(string series) => _stored.Add(SeriesNotation.Parse(series).Series, SeriesNotation.Parse(series).Values, 0, 60_000);

    private Task<IReadOnlyList<RehearsedRule>> RunAsync(string rules, int minutes, RehearsalLimits? limits = null) =>
        new RuleRehearsal(_stored, new PromqlEngineOptions(), new DefaultRehearsalRoutes(), limits ?? new RehearsalLimits(), TimeProvider.System).RunAsync(
            RuleFileReader.Stable.Read($"groups:\n- name: g\n  interval: 1m\n  rules:\n{rules}", "r.yml").Groups,
            new RehearsalSpan(At(0), At(minutes)),
            TimeSpan.FromMinutes(1),
            new RuleEvaluationOptions(),
            TestContext.Current.CancellationToken);

    [Fact]
    public async Task Run_Alert_TellsWhenItWouldHaveFiredAndForHowLong()
    {
        Load("size{job=\"a\"} 1x9 50x19 1x9 50x3 1x59");
        RehearsedRule rule = Assert.Single(await RunAsync("  - {alert: Full, expr: size > 10, for: 5m, labels: {severity: high}, annotations: {summary: '{{ $labels.job }}: {{ $value }}'}}\n", 90));
        RehearsedEpisode episode = Assert.Single(rule.Episodes);
        Assert.Equal((1, 1, null), (rule.Firings, rule.NearMisses, rule.Error));
        Assert.Equal(LabelSet.Of(("alertname", "Full"), ("job", "a"), ("severity", "high")), episode.Labels);
        Assert.Equal([new Label("summary", "a: 50")], episode.Annotations);

        // The group's own part of a minute lies between.
        Assert.InRange(episode.ActiveAt, At(10), At(11));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20)), (episode.FiredAt - episode.ActiveAt, episode.ResolvedAt - episode.ActiveAt));
        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(1), 90), (rule.Firing, rule.Step, rule.Evaluations));
        Assert.Equal(new RehearsedNotices("", 1, 0, 1), Assert.Single(rule.Notices));
    }

    [Fact]
    public async Task Run_AlertOnARecordingRuleOfTheFile_SeesWhatThatWouldHaveRecorded()
    {
        Load("size{job=\"a\", i=\"1\"} 6x60");
        Load("size{job=\"a\", i=\"2\"} 7x60");
        Load("job:size:sum{job=\"stored\"} 1000x60");
        IReadOnlyList<RehearsedRule> rules = await RunAsync("  - {record: 'job:size:sum', expr: sum by (job) (size), labels: {k: v}}\n  - {alert: Full, expr: 'job:size:sum > 10'}\n", 60);
        Assert.Equal((60, 60), (rules[0].Evaluations, rules[0].NonEmpty));
        RehearsedEpisode episode = Assert.Single(rules[1].Episodes);
        Assert.Equal((LabelSet.Of(("alertname", "Full"), ("job", "a"), ("k", "v")), 13.0, null), (episode.Labels, episode.Value, episode.ResolvedAt));
    }

    [Fact]
    public async Task Run_NeverTrue_FiresNever()
    {
        Load("size 1x60");
        RehearsedRule rule = Assert.Single(await RunAsync("  - {alert: Full, expr: size > 10}\n", 60));
        Assert.Equal((0, 0, TimeSpan.Zero, 60), (rule.Firings, rule.NonEmpty, rule.Firing, rule.Evaluations));
        Assert.Empty(rule.Notices);
    }

    [Theory]
    [InlineData("ok", 1)]
    [InlineData("keep", 1)]
    public async Task Run_DataThatStops_IsHandledAsInTheRunningSystem(string handling, int firings)
    {
        Load("size 50x9 _x30 1x30");
        RehearsedRule rule = Assert.Single(await RunAsync($"  - {{alert: Full, expr: size > 10, annotations: {{vigia_no_data: {handling}}}}}\n", 70));
        RehearsedEpisode episode = Assert.Single(rule.Episodes);
        Assert.Equal(firings, rule.Firings);
        Assert.Equal(handling == "keep" ? 40 : 14, Math.Round((episode.ResolvedAt - At(0))!.Value.TotalMinutes), 1.0);
    }

    [Fact]
    public async Task Run_RuleThatFails_SaysWhyAndLetsTheOthersRun()
    {
        Load("size{i=\"1\"} 1x9");
        Load("size{i=\"2\"} 1x9");
        IReadOnlyList<RehearsedRule> rules = await RunAsync("  - {alert: Same, expr: size, labels: {i: x}}\n  - {alert: B, expr: size}\n", 9, new RehearsalLimits { MaxSeries = 2 });
        Assert.Equal("vector contains metrics with the same labelset after applying alert labels", rules[0].Error);
        Assert.Equal((null, 2), (rules[1].Error, rules[1].Firings));
    }

    [Fact]
    public async Task Run_MoreThanAllowed_IsSaidOrDoneMoreCoarsely()
    {
        Load("size{i=\"1\"} 1x99");
        Load("size{i=\"2\"} 1x99");
        Assert.StartsWith("exceeded limit of 1", (await RunAsync("  - {alert: B, expr: size}\n", 9, new RehearsalLimits { MaxSeries = 1 }))[0].Error, StringComparison.Ordinal);
        Assert.StartsWith("the recording rules make more than 100 samples", (await RunAsync("  - {record: b, expr: size}\n", 90, new RehearsalLimits { MaxRecordedSamples = 100 }))[0].Error, StringComparison.Ordinal);
        RehearsedRule coarse = (await RunAsync("  - {alert: B, expr: size}\n", 90, new RehearsalLimits { MaxEvaluations = 30 }))[0];
        Assert.Equal((TimeSpan.FromMinutes(3), 30), (coarse.Step, coarse.Evaluations));
        await Assert.ThrowsAsync<RuleEvaluationException>(() => RunAsync("  - {alert: B, expr: size}\n", 9, new RehearsalLimits { MaxRules = 0 }));
    }

    [Fact]
    public async Task Run_LongerThanOnePiece_IsOneEpisode()
    {
        Load("size 50x3000");
        RehearsedRule rule = Assert.Single(await RunAsync("  - {alert: Full, expr: size > 10, for: 40h}\n", 2990));
        Assert.Equal((1, 2990), (rule.Firings, rule.Evaluations));
        Assert.Equal(TimeSpan.FromHours(40), rule.Episodes[0].FiredAt - rule.Episodes[0].ActiveAt);
    }

    /// <summary>Alertmanager's own behaviour: <c>group_wait</c> 30 s, <c>group_interval</c> 5 min, <c>repeat_interval</c> 4 h.</summary>
    [Theory]
    [InlineData("0-10", 1, 0, 1)]
    [InlineData("0-10 1-11", 2, 0, 2)]
    [InlineData("0-10 0.2-10", 1, 0, 1)]
    [InlineData("0-0.2", 0, 0, 0)]
    [InlineData("0-10 60-70", 2, 0, 2)]
    [InlineData("0-600", 1, 2, 1)]
    [InlineData("0-", 1, 4, 0)]
    [InlineData("0-20 7-12", 2, 0, 2)]
    public void Of_Episodes_CountsAsAlertmanagerTells(string episodes, int firing, int repeated, int resolved)
    {
        Assert.Equal(new RehearsedNotices("", firing, repeated, resolved), Assert.Single(NoticeCount.Of(Episodes(episodes), new DefaultRehearsalRoutes(), At(1000))));
    }

    /// <summary>One that is muted from minute 10 to minute 40, as an <c>alertmanager.yml</c> says it.</summary>
    [Theory]
    [InlineData("0-5", "muted 1/0/1; rest 1/0/1")]
    [InlineData("15-60", "muted 1/0/1; rest 1/1/1")]
    [InlineData("15-30", "rest 1/0/1")]
    [InlineData("5-20", "muted 1/0/0; rest 1/0/1")]
    [InlineData("0-100", "muted 1/2/1; rest 1/3/1")]
    public void Of_ConfiguredRoutes_CountsByTheirReceiversTimersAndTimes(string episodes, string expected)
    {
        AlertmanagerConfiguration configuration = AlertmanagerConfigurationReader.Read(
            """
            route:
              receiver: rest
              group_by: ['...']
              group_wait: 0s
              group_interval: 1m
              repeat_interval: 30m
              routes:
              - receiver: silent
                matchers: [team="none"]
              - receiver: muted
                mute_time_intervals: [night]
                continue: true
              - matchers: [alertname="A"]
            time_intervals:
            - name: night
              time_intervals: [{times: [{start_time: '00:10', end_time: '00:40'}]}]
            receivers: [{name: rest, webhook_configs: [{url: 'http://localhost/'}]}, {name: muted, webhook_configs: [{url: 'http://localhost/'}]}, {name: silent}]
            """,
            "/alertmanager.yml");
        IReadOnlyList<RehearsedNotices> notices = NoticeCount.Of(Episodes(episodes), new ConfiguredRehearsalRoutes(() => configuration), At(1000));
        Assert.Equal(expected, string.Join("; ", notices.Where(static one => one.Total > 0).Select(static one => $"{one.Receiver} {one.Firing}/{one.Repeated}/{one.Resolved}")));
    }

    private static RehearsedEpisode[] Episodes(string episodes)
    {
        int number = 0;
        return
        [
            .. episodes.Split(' ').Select(text => text.Split('-')).Select(times => new RehearsedEpisode
            {
                Labels = LabelSet.Of(("alertname", "A"), ("i", (++number).ToString(System.Globalization.CultureInfo.InvariantCulture))),
                Annotations = [],
                Value = 1,
                ActiveAt = At(Minutes(times[0])),
                FiredAt = At(Minutes(times[0])),
                ResolvedAt = times[1].Length == 0 ? null : At(Minutes(times[1])),
            }),
        ];
    }

    private static double Minutes(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
