using CsCheck;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Evaluation;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules;

/// <summary>The states of alerts over time.</summary>
public sealed class AlertTrackerTests
{
    private static readonly LabelSet A = LabelSet.Of(("alertname", "X"), ("instance", "a"));
    private static readonly LabelSet B = LabelSet.Of(("alertname", "X"), ("instance", "b"));

    private static DateTimeOffset At(int minutes) => DateTimeOffset.UnixEpoch.AddMinutes(minutes);

    private static AlertCandidate[] Found(params LabelSet[] labels) => [.. labels.Select(static set => new AlertCandidate(set, [], 1))];

    private static AlertTracker Tracker(int holds = 0, int keeps = 0) => new(TimeSpan.FromMinutes(holds), TimeSpan.FromMinutes(keeps));

    private static string States(AlertTracker tracker) => string.Join(' ', tracker.Alerts.Select(static alert => $"{alert.Labels["instance"]}:{alert.State}"));

    [Fact]
    public void Advance_WithoutFor_FiresAtOnce()
    {
        AlertTracker tracker = Tracker();
        tracker.Advance(At(0), Found(A), 0);
        Alert alert = Assert.Single(tracker.Alerts);
        Assert.Equal((AlertState.Firing, At(0), At(0)), (alert.State, alert.ActiveAt, alert.FiredAt));
    }

    [Fact]
    public void Advance_WithFor_PendsUntilItHasPassed()
    {
        AlertTracker tracker = Tracker(holds: 5);
        for (int minute = 0; minute < 5; minute++)
        {
            tracker.Advance(At(minute), Found(A), 0);
            Assert.Equal("a:Pending", States(tracker));
        }

        tracker.Advance(At(5), Found(A), 0);
        Assert.Equal("a:Firing", States(tracker));
        Assert.Equal(At(0), tracker.Alerts[0].ActiveAt);
    }

    [Fact]
    public void Advance_PendingThatVanishes_IsForgottenAndBeginsAnew()
    {
        AlertTracker tracker = Tracker(holds: 2);
        tracker.Advance(At(0), Found(A), 0);
        tracker.Advance(At(1), [], 0);
        Assert.Empty(tracker.Alerts);
        tracker.Advance(At(2), Found(A), 0);
        tracker.Advance(At(3), Found(A), 0);
        Assert.Equal("a:Pending", States(tracker));
        Assert.Equal(At(2), tracker.Alerts[0].ActiveAt);
    }

    [Fact]
    public void Advance_FiringThatVanishes_IsKeptAsOverForItsTime()
    {
        AlertTracker tracker = Tracker();
        tracker.Advance(At(0), Found(A), 0);
        tracker.Advance(At(1), [], 0);
        Assert.Equal((AlertState.Inactive, At(1)), (tracker.Alerts[0].State, tracker.Alerts[0].ResolvedAt));
        tracker.Advance(At(16), [], 0);
        Assert.Equal("a:Inactive", States(tracker));
        tracker.Advance(At(17), [], 0);
        Assert.Empty(tracker.Alerts);
    }

    [Fact]
    public void Advance_OverThatComesBack_IsANewAlert()
    {
        AlertTracker tracker = Tracker(holds: 1);
        tracker.Advance(At(0), Found(A), 0);
        tracker.Advance(At(1), Found(A), 0);
        tracker.Advance(At(2), [], 0);
        tracker.Advance(At(3), Found(A), 0);
        Alert alert = Assert.Single(tracker.Alerts);
        Assert.Equal((AlertState.Pending, At(3), null), (alert.State, alert.ActiveAt, alert.ResolvedAt));
    }

    [Fact]
    public void Advance_KeepFiringFor_FiresOnForItsTime()
    {
        AlertTracker tracker = Tracker(keeps: 3);
        tracker.Advance(At(0), Found(A), 0);
        tracker.Advance(At(1), [], 0);
        Assert.Equal((AlertState.Firing, At(1)), (tracker.Alerts[0].State, tracker.Alerts[0].KeptSince));
        tracker.Advance(At(2), Found(A), 0);
        Assert.Null(tracker.Alerts[0].KeptSince);
        tracker.Advance(At(3), [], 0);
        tracker.Advance(At(5), [], 0);
        Assert.Equal("a:Firing", States(tracker));
        tracker.Advance(At(6), [], 0);
        Assert.Equal((AlertState.Inactive, At(6)), (tracker.Alerts[0].State, tracker.Alerts[0].ResolvedAt));
    }

    [Fact]
    public void Advance_ValueAndAnnotations_FollowTheSeries()
    {
        AlertTracker tracker = Tracker();
        tracker.Advance(At(0), [new AlertCandidate(A, [new Label("s", "1")], 1)], 0);
        tracker.Advance(At(1), [new AlertCandidate(A, [new Label("s", "2")], 2)], 0);
        Assert.Equal((2.0, "2", At(0)), (tracker.Alerts[0].Value, tracker.Alerts[0].Annotations[0].Value, tracker.Alerts[0].ActiveAt));
    }

    [Fact]
    public void Advance_MoreThanTheLimit_LeavesNone()
    {
        AlertTracker tracker = Tracker();
        tracker.Advance(At(0), Found(A), 1);
        RuleEvaluationException error = Assert.Throws<RuleEvaluationException>(() => tracker.Advance(At(1), Found(A, B), 1));
        Assert.Equal("exceeded limit of 1 with 2 alerts", error.Message);
        Assert.Empty(tracker.Alerts);
    }

    [Fact]
    public void Restore_FiringAlert_GoesOnWithItsTimes()
    {
        AlertTracker before = Tracker(holds: 5);
        before.Advance(At(0), Found(A), 0);
        AlertTracker after = Tracker(holds: 5);
        after.Restore(before.Alerts);
        after.Advance(At(5), Found(A), 0);
        Assert.Equal((AlertState.Firing, At(0)), (after.Alerts[0].State, after.Alerts[0].ActiveAt));
    }

    /// <summary>Whatever comes and goes: an alert fires only after its time, and is over only after it fired.</summary>
    [Fact]
    public void Advance_AnyComingAndGoing_KeepsTheOrderOfStates() => Gen.Bool.List[0, 60].Select(Gen.Int[0, 5], Gen.Int[0, 5]).Sample((presence, holds, keeps) =>
    {
        AlertTracker tracker = Tracker(holds, keeps);
        int since = -1;
        for (int minute = 0; minute < presence.Count; minute++)
        {
            tracker.Advance(At(minute), presence[minute] ? Found(A) : [], 0);
            since = !presence[minute] ? -1 : since < 0 ? minute : since;
            Alert? alert = tracker.Alerts.Count == 0 ? null : tracker.Alerts[0];
            Assert.True(since < 0 || minute - since < holds || alert!.State == AlertState.Firing);
            Assert.True(alert?.FiredAt is null || alert.FiredAt - alert.ActiveAt >= TimeSpan.FromMinutes(holds));
            Assert.Equal(alert?.State == AlertState.Inactive, alert?.ResolvedAt is not null);
            Assert.True(alert?.State is not AlertState.Inactive || alert.FiredAt is not null);
            Assert.True(!presence[minute] || alert!.State != AlertState.Inactive);
        }
    });
}
