using Microsoft.Extensions.Time.Testing;
using Vigia.Demo.Alerts;

namespace Vigia.Tests.Demo;

public sealed class AlertDiaryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly AlertDiary _diary;

    public AlertDiaryTests() => _diary = new AlertDiary(_time);

    [Fact]
    public void Lines_AlertFromPendingToResolved_TellsEachStateOnceWithItsChannels()
    {
        Observe("pending");
        _time.Advance(TimeSpan.FromSeconds(300));
        Observe("firing");
        Take(isFiring: true, NoticeReceivers.Email, NoticeReceivers.Slack, NoticeReceivers.PagerDuty, NoticeReceivers.Webhook);
        Observe("firing");
        Take(isFiring: true, NoticeReceivers.Email);
        _time.Advance(TimeSpan.FromSeconds(360));
        _diary.Observe(new Dictionary<string, string>());
        Take(isFiring: false, NoticeReceivers.Webhook, NoticeReceivers.Email);

        Assert.Equal(
            ["   0s  HighErrorRate pending", " 300s  HighErrorRate firing → e-mail, Slack, PagerDuty, webhook", " 660s  HighErrorRate resolved → webhook, e-mail"],
            _diary.Lines.Select(static line => line.ToString()));
    }

    [Fact]
    public void Lines_SecondTime_StandsApartFromTheFirst()
    {
        Take(isFiring: true, NoticeReceivers.Email);
        Take(isFiring: false, NoticeReceivers.Email);
        Take(isFiring: true, NoticeReceivers.Email);

        Assert.Equal(["firing", "resolved", "firing"], _diary.Lines.Select(static line => line.State));
    }

    [Fact]
    public void Observe_PendingThatNeverFired_IsNotResolved()
    {
        Observe("pending");
        _diary.Observe(new Dictionary<string, string>());

        Assert.Equal("pending", Assert.Single(_diary.Lines).State);
    }

    [Fact]
    public void Lines_BeyondTheCap_ForgetsTheOldestAndCountsThem()
    {
        for (int i = 0; i < 250; i++)
        {
            _diary.Take(new DemoNotice(NoticeReceivers.Webhook, $"Alert{i}", IsFiring: true));
        }

        Assert.Equal((200, 50, "Alert50"), (_diary.Lines.Count, _diary.Forgotten, _diary.Lines[0].Alert));
    }

    private void Observe(string state) => _diary.Observe(new Dictionary<string, string> { ["HighErrorRate"] = state });

    private void Take(bool isFiring, params string[] channels)
    {
        foreach (string channel in channels)
        {
            _diary.Take(new DemoNotice(channel, "HighErrorRate", isFiring));
        }
    }
}
