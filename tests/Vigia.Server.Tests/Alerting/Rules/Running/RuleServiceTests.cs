using Microsoft.Data.Sqlite;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.Alerting.Rules.State;
using Vigia.Server.Configuration.Reload;
using Vigia.Testing.Listeners;
using Xunit;
using Alert = Vigia.Model.Alerts.Alert;
using RuleAlert = Vigia.Server.Alerting.Rules.Evaluation.Alert;

namespace Vigia.Server.Tests.Alerting.Rules.Running;

/// <summary>Groups that run by a clock which tests turn.</summary>
public sealed class RuleServiceTests
{
    private const string Down = "  - {alert: Down, expr: up == 0, for: 2m, labels: {severity: high}, annotations: {summary: '{{ $labels.job }}', empty: '', vigia_no_data: ok}}\n";

    private static RuleAlert Only(RuleHarness rules) => Assert.Single(((AlertingEvaluation)rules.Group.Evaluation.Rules[0]).Alerts);

    [Fact]
    public async Task Run_AlertThatFires_IsToldOnceThenAgainThenAsOver()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules(Down);
        await rules.StartAsync();
        await rules.PassAsync(2, ("up{job=\"a\"}", 0));
        Assert.Equal("ALERTS{alertname=\"Down\", alertstate=\"pending\", job=\"a\", severity=\"high\"} 1", await rules.QueryAsync("ALERTS"));
        Assert.Empty(rules.Intake.All);

        await rules.PassAsync(1, ("up{job=\"a\"}", 0));
        DateTimeOffset fired = rules.Group.Timing.Last!.Value;
        Alert told = Assert.Single(rules.Intake.All);
        Assert.Equal(LabelSet.Of(("alertname", "Down"), ("job", "a"), ("region", "sul"), ("severity", "high")), told.Labels);
        Assert.Equal(new Dictionary<string, string> { ["summary"] = "a" }, told.Annotations);
        Assert.Equal((fired, fired.AddMinutes(4), "/ui/explore?q=up+%3D%3D+0"), (told.StartsAt, told.EndsAt, told.GeneratorUrl));

        await rules.PassAsync(2, ("up{job=\"a\"}", 0));
        Assert.Equal([fired, fired, fired], rules.Intake.All.Select(static alert => alert.StartsAt));

        await rules.PassAsync(1, ("up{job=\"a\"}", 1));
        Assert.Equal((fired, rules.Group.Timing.Last!.Value), (rules.Intake.All[^1].StartsAt, rules.Intake.All[^1].EndsAt));
        DateTimeOffset resolved = rules.Intake.All[^1].EndsAt;
        await rules.PassAsync(20, ("up{job=\"a\"}", 1));

        // Told again for 15 minutes, always with the same end, and then no more.
        Assert.Equal(3 + 16, rules.Intake.All.Count);
        Assert.All(rules.Intake.All.Skip(3), alert => Assert.Equal(resolved, alert.EndsAt));
        Assert.Empty(((AlertingEvaluation)rules.Group.Evaluation.Rules[0]).Alerts);
    }

    [Fact]
    public async Task Run_WithoutIntake_EvaluatesAllTheSame()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules("  - {alert: A, expr: vector(1)}\n");
        await rules.StartAsync(withIntake: false);
        await rules.PassAsync(1);
        Assert.Equal("ALERTS{alertname=\"A\", alertstate=\"firing\"} 1", await rules.QueryAsync("ALERTS"));
    }

    [Fact]
    public async Task Run_IntakeThatFails_IsToldAgainTheNextTime()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules("  - {alert: A, expr: vector(1)}\n");
        rules.Intake.Failure = new IOException("full");
        await rules.StartAsync();
        await rules.PassAsync(2);
        Assert.Equal("2.0", await rules.MetricAsync("vigia_rule_alerts_send_failures_total"));
        DateTimeOffset fired = Only(rules).FiredAt!.Value;
        rules.Intake.Failure = null;
        await rules.PassAsync(1);
        Assert.Equal(fired, Assert.Single(rules.Intake.All).StartsAt);
    }

    [Fact]
    public async Task Run_EvaluationThatTakesLong_CountsWhatWasMissed()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules("  - {alert: A, expr: vector(1)}\n");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rules.Intake.Gate = gate.Task;
        await rules.StartAsync();
        rules.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => rules.Group.Evaluation.Rules[0].Outcome.Health == RuleHealth.Ok);
        DateTimeOffset first = rules.Group.Evaluation.Rules[0].Outcome.Time;
        rules.Clock.Advance(TimeSpan.FromMinutes(4));
        rules.Intake.Gate = null;
        gate.SetResult();
        await Eventually.TrueAsync(() => rules.Group.Timing.Count == 2);

        // Four intervals went by: three evaluations are missing, the fourth is caught up with.
        Assert.Equal((3, first.AddMinutes(4)), (rules.Group.Timing.Missed, rules.Group.Timing.Last!.Value));
        Assert.Equal("3.0", await rules.MetricAsync("prometheus_rule_group_iterations_missed_total"));
        Assert.Equal("5.0", await rules.MetricAsync("prometheus_rule_group_iterations_total"));
    }

    [Fact]
    public async Task Reload_GroupThatIsGone_TakesItsMetricsAlong()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules("  - {alert: A, expr: vector(1)}\n");
        rules.WriteRules("  - {record: r, expr: vector(1)}\n", "rules/z.yml");
        await rules.StartAsync();
        await rules.PassAsync(1);
        Assert.Equal(9, (await rules.MetricsAsync()).Count(static line => line.Contains("z.yml;g", StringComparison.Ordinal)));
        File.Delete(rules.FileOf("rules/z.yml"));
        await rules.Service.ReloadAsync(TestContext.Current.CancellationToken);
        string[] left = await rules.MetricsAsync();
        Assert.DoesNotContain(left, static line => line.Contains("z.yml;g", StringComparison.Ordinal));
        Assert.Equal(9, left.Count(static line => line.Contains("r.yml;g", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Start_AfterAStop_GoesOnWithTheAlertsThatThereWere()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules(Down + "  - {alert: Late, expr: up == 0, for: 10m}\n");
        await rules.StartAsync();
        await rules.PassAsync(4, ("up{job=\"a\"}", 0));
        DateTimeOffset fired = rules.Intake.All[0].StartsAt;
        DateTimeOffset active = ((AlertingEvaluation)rules.Group.Evaluation.Rules[1]).Alerts[0].ActiveAt;
        DateTimeOffset last = rules.Group.Timing.Last!.Value;
        await rules.StopAsync();

        // Longer than a query looks back: at first nothing is known.
        rules.Clock.Advance(TimeSpan.FromMinutes(30));
        await rules.StartAsync();
        Assert.Equal((AlertState.Firing, fired), (((AlertingEvaluation)rules.Group.Evaluation.Rules[0]).Alerts[0].State, ((AlertingEvaluation)rules.Group.Evaluation.Rules[0]).Alerts[0].FiredAt));
        await rules.PassAsync(1);
        Assert.Equal("{} 1", await rules.QueryAsync("count(ALERTS{alertstate=\"firing\"})"));
        await rules.PassAsync(1, ("up{job=\"a\"}", 0));
        Assert.All(rules.Intake.All, alert => Assert.Equal(fired, alert.StartsAt));
        Assert.DoesNotContain(rules.Intake.All, alert => alert.EndsAt <= rules.Clock.GetUtcNow() && alert.EndsAt > last.AddMinutes(4));

        // Half an hour without evaluations does not count for it.
        RuleAlert late = ((AlertingEvaluation)rules.Group.Evaluation.Rules[1]).Alerts[0];
        Assert.Equal(AlertState.Pending, late.State);
        Assert.InRange(late.ActiveAt - active, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(32));
        await rules.PassAsync(6, ("up{job=\"a\"}", 0));
        Assert.Equal(AlertState.Firing, ((AlertingEvaluation)rules.Group.Evaluation.Rules[1]).Alerts[0].State);
    }

    [Fact]
    public async Task Run_IntakeThatHangs_HoldsUpNoOtherGroup()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules("  - {alert: A, expr: vector(1)}\n");
        rules.WriteRules("  - {record: r, expr: vector(1)}\n", "rules/z.yml");
        rules.Intake.Gate = new TaskCompletionSource().Task;
        await rules.StartAsync();
        RuleGroupLoop other = rules.Service.Groups[1];
        rules.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => other.Timing.Count == 1);
        rules.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => other.Timing.Count == 2);
        Assert.Equal(0, rules.Service.Groups[0].Timing.Count);
    }

    [Fact]
    public async Task Start_StateThatIsDamaged_BeginsAnewAndCountsIt()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules("  - {alert: A, expr: up == 0}\n");
        await rules.StartAsync();
        await rules.PassAsync(1, ("up", 0));
        await rules.StopAsync();
        using (var connection = new SqliteConnection($"Data Source={rules.FileOf(AlertStateStore.FileName)};Pooling=false"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "UPDATE alerts SET labels = '{'";
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        await rules.StartAsync();
        Assert.Empty(((AlertingEvaluation)rules.Group.Evaluation.Rules[0]).Alerts);
        Assert.Equal("1.0", await rules.MetricAsync("vigia_rule_state_failures_total"));
        await rules.PassAsync(1, ("up", 0));
        Assert.Equal(AlertState.Firing, Only(rules).State);
        await rules.StopAsync();
        await rules.StartAsync();
        Assert.Equal("1.0", await rules.MetricAsync("vigia_rule_state_failures_total"));
        Assert.Equal(AlertState.Firing, Only(rules).State);
    }

    [Fact]
    public async Task Start_AfterALongStop_LetsPendingAlertsBeginAnew()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules("  - {alert: Late, expr: up == 0, for: 10m}\n");
        await rules.StartAsync();
        await rules.PassAsync(4, ("up", 0));
        await rules.StopAsync();
        rules.Clock.Advance(TimeSpan.FromMinutes(61));
        await rules.StartAsync();
        Assert.Empty(((AlertingEvaluation)rules.Group.Evaluation.Rules[0]).Alerts);
    }

    [Fact]
    public async Task Start_AlertThatIsOverMeanwhile_IsToldAsOverOnceDataSaysSo()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules("  - {alert: Down, expr: up == 0}\n");
        await rules.StartAsync();
        await rules.PassAsync(1, ("up", 0));
        await rules.StopAsync();
        rules.Clock.Advance(TimeSpan.FromMinutes(10));
        await rules.StartAsync();
        await rules.PassAsync(2, ("up", 1));
        Assert.Equal(rules.Group.Timing.Last, rules.Intake.All[^1].EndsAt);
        Assert.Equal(AlertState.Inactive, Only(rules).State);
    }

    [Fact]
    public async Task Reload_GroupThatChanged_KeepsItsAlertsAndLeavesOthersAlone()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules(Down);
        rules.WriteRules("  - {record: r, expr: up}\n", "rules/other.yml");
        await rules.StartAsync();
        await rules.PassAsync(1, ("up", 0));
        RuleGroupLoop other = rules.Service.Groups[0];
        RuleGroupLoop before = rules.Service.Groups[1];
        rules.WriteRules(Down.Replace("up == 0", "up < 1", StringComparison.Ordinal));
        Assert.True((await rules.Reloader.ReloadAsync(TestContext.Current.CancellationToken)).Succeeded);
        Assert.Same(other, rules.Service.Groups[0]);
        Assert.NotSame(before, rules.Service.Groups[1]);
        DateTimeOffset active = ((AlertingEvaluation)rules.Service.Groups[1].Evaluation.Rules[0]).Alerts[0].ActiveAt;
        await rules.PassAsync(2, ("up", 0));
        Assert.Equal((AlertState.Firing, active), (((AlertingEvaluation)rules.Service.Groups[1].Evaluation.Rules[0]).Alerts[0].State, ((AlertingEvaluation)rules.Service.Groups[1].Evaluation.Rules[0]).Alerts[0].ActiveAt));
    }

    [Fact]
    public async Task Reload_GroupThatIsGone_EndsWhatItWrote()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules("  - {record: r, expr: up}\n");
        await rules.StartAsync();
        await rules.PassAsync(1, ("up", 0));
        Assert.Equal("r 0", await rules.QueryAsync("r"));
        File.Delete(rules.FileOf("rules/r.yml"));
        Assert.True((await rules.Reloader.ReloadAsync(TestContext.Current.CancellationToken)).Succeeded);
        Assert.Empty(rules.Service.Groups);
        Assert.Equal("", await rules.QueryAsync("r"));
    }

    [Fact]
    public async Task Reload_FileThatIsRefused_LeavesEverythingAsItIs()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules(Down);
        await rules.StartAsync();
        RuleGroupLoop running = rules.Group;
        rules.WriteRules("  - {alert: A, expr: 'up ='}\n", "rules/bad.yml");
        rules.WriteRules("  - {record: r, expr: up}\n");
        ReloadResult result = await rules.Reloader.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.False(result.Succeeded);
        Assert.Contains("bad.yml:4: ", result.Error, StringComparison.Ordinal);
        Assert.Same(running, rules.Group);
        await rules.PassAsync(1, ("up", 0));
        Assert.Equal(AlertState.Pending, Only(rules).State);
    }

    [Fact]
    public async Task Start_FileThatIsRefused_LeavesOutThatFileAndNamesIt()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules(Down);
        rules.WriteRules("  - {alert: A, expr: 'up ='}\n", "rules/bad.yml");
        await rules.StartAsync();
        Assert.Equal("r.yml", Path.GetFileName(rules.Group.Evaluation.Group.File));
        Assert.Contains(rules.Service.Sources.Issues, static issue => issue.ToString().Contains("bad.yml:4: ", StringComparison.Ordinal));
        Assert.Equal("0.0", await rules.MetricAsync("vigia_rule_files_last_reload_successful"));
    }

    [Fact]
    public async Task Start_FileOfTheUsers_LiesOverTheShippedOneAndKeepsItsState()
    {
        await using var rules = new RuleHarness();
        rules.WriteRules(Down);
        await rules.StartAsync();
        await rules.PassAsync(1, ("up", 0));
        DateTimeOffset active = Only(rules).ActiveAt;
        rules.WriteRules(Down.Replace("for: 2m", "for: 1m", StringComparison.Ordinal), "overlay/r.yml");
        await rules.Service.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(rules.FileOf("overlay/r.yml"), rules.Group.Evaluation.Group.File);
        await rules.PassAsync(1, ("up", 0));
        Assert.Equal((AlertState.Firing, active), (Only(rules).State, Only(rules).ActiveAt));
    }
}
