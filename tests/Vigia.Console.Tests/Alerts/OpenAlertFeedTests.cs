using Microsoft.Extensions.Time.Testing;
using Vigia.Console.Alerts;
using Xunit;
using static Vigia.Console.Tests.Alerts.GivenAlerts;

namespace Vigia.Console.Tests.Alerts;

public sealed class OpenAlertFeedTests
{
    private readonly GivenAlerts _alerts = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Current_OfMany_AreTheGravestNobodyHasTakenOnFirst()
    {
        _alerts.Firing.AddRange(
        [
            Alert("info", "info", 50), Alert("warned", "warning", 10), Alert("later", "warning", 20), Alert("taken", "critical", 30, takenBy: "ana"), Alert("grave", "critical", 1),
            Alert("Watchdog", "none", 0), Alert("quiet", "critical", 5, isSilenced: true), Alert("behind", "critical", 5, isInhibited: true),
        ]);
        using var feed = new OpenAlertFeed(_alerts, _time);
        OpenAlerts open = feed.Current;
        Assert.Equal(["grave", "taken", "later", "warned", "info"], open.First.Select(static alert => alert.Fingerprint));
        Assert.Equal((1, 3, 4), (open.Critical, open.Other, open.Count));
    }

    [Fact]
    public void Current_WithinSeconds_IsLookedUpOnce()
    {
        using var feed = new OpenAlertFeed(_alerts, _time);
        _ = (feed.Current, feed.Current);
        Assert.Equal(1, _alerts.Asked);
        _time.Advance(TimeSpan.FromSeconds(5));
        _ = feed.Current;
        Assert.Equal(2, _alerts.Asked);
    }

    [Fact]
    public void Changed_OnlyWhereSomethingIsNew_AndNothingIsAskedForWithoutReaders()
    {
        using var feed = new OpenAlertFeed(_alerts, _time);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _alerts.Asked);
        int changes = 0;
        void OnChanged() => changes++;
        feed.Changed += OnChanged;
        _alerts.Firing.Add(Alert("grave", "critical", 1));
        _time.Advance(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, changes);
        _alerts.Firing[0] = Alert("grave", "critical", 1, takenBy: "ana");
        feed.Refresh();
        Assert.Equal(2, changes);
        feed.Changed -= OnChanged;
        int asked = _alerts.Asked;
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(asked, _alerts.Asked);
    }

    [Fact]
    public void Current_OfMoreThanAreShown_CountsThemAll()
    {
        _alerts.Firing.AddRange(Enumerable.Range(0, OpenAlerts.MaxShown + 10).Select(static i => Alert("a" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), "warning", 1)));
        using var feed = new OpenAlertFeed(_alerts, _time);
        Assert.Equal((OpenAlerts.MaxShown, OpenAlerts.MaxShown + 10), (feed.Current.First.Count, feed.Current.Count));
    }
}
