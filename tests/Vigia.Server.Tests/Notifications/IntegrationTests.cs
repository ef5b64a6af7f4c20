using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.Templates;
using Xunit;
using DeliveryWay = Vigia.Server.Notifications.Delivery.Integration;

namespace Vigia.Server.Tests.Notifications;

/// <summary>Queue, retries, breaker and limits of one way, by a clock that the test turns.</summary>
public sealed class IntegrationTests
{
    private static readonly SendResult Sent = new(SendOutcome.Sent, "ok", "200 ok");
    private static readonly SendResult Again = new(SendOutcome.Retry, "status", "503");
    private static readonly SendResult Never = new(SendOutcome.Failed, "status", "400");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Send_Failures_BackOffWithGrowingWaits()
    {
        using var way = Way(new ReceiverOptions { BreakAfter = 0 }, out ScriptedNotifier notifier, attempt => attempt < 8 ? Again : Sent);
        Task<SendResult> sending = Send(way, TimeSpan.FromMinutes(30));
        Turn(sending, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5));
        Assert.Equal(SendOutcome.Sent, Ended(sending).Outcome);
        TimeSpan[] waits = [.. notifier.Attempts.Zip(notifier.Attempts.Skip(1), static (a, b) => b - a)];
        Assert.Equal(7, waits.Length);

        // 0.5 s × 1.5ⁿ, each by half more or less.
        for (int i = 0; i < waits.Length; i++)
        {
            double expected = 0.5 * Math.Pow(1.5, i);
            Assert.InRange(waits[i].TotalSeconds, expected * 0.5, expected * 1.5 + 0.05);
        }
    }

    [Fact]
    public void Send_RetryAfter_WaitsAtLeastSoLongAndHoldsOthersBackToo()
    {
        using var way = Way(new ReceiverOptions(), out ScriptedNotifier notifier, attempt => attempt == 1 ? Again with { RetryAfter = TimeSpan.FromSeconds(90) } : Sent);
        Task<SendResult> first = Send(way, TimeSpan.FromMinutes(5));
        Task<SendResult> other = Send(way, TimeSpan.FromMinutes(5));
        Assert.Single(notifier.Attempts);
        Assert.True(way.IsOpen);
        Turn(Task.WhenAll(first, other), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(3));
        Assert.Equal([SendOutcome.Sent, SendOutcome.Sent], [Ended(first).Outcome, Ended(other).Outcome]);
        Assert.All(notifier.Attempts.Skip(1), at => Assert.True(at - notifier.Attempts[0] >= TimeSpan.FromSeconds(90)));
    }

    [Fact]
    public void Send_DownForAnHour_GivesUpInTimeAndEachNoticeArrivesOnceWhenItIsBack()
    {
        const int Groups = 50;
        bool isDown = true;
        using var way = Way(new ReceiverOptions(), out ScriptedNotifier notifier, _ => isDown ? Again : Sent);
        for (int turn = 0; turn < 12; turn++)
        {
            Task<SendResult>[] given = [.. Enumerable.Range(0, Groups).Select(_ => Send(way, TimeSpan.FromMinutes(5)))];
            Turn(Task.WhenAll(given), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
            Assert.All(given, static one => Assert.NotEqual(SendOutcome.Sent, Ended(one).Outcome));
            _time.Advance(TimeSpan.FromMinutes(5) - (_time.GetUtcNow() - new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero) - turn * TimeSpan.FromMinutes(5)));
        }

        // A try of each for every rest of the breaker, not one for every back-off.
        Assert.InRange(notifier.Attempts.Count, Groups, Groups * 12 * 10);
        int before = notifier.Attempts.Count;
        isDown = false;
        Task<SendResult>[] back = [.. Enumerable.Range(0, Groups).Select(_ => Send(way, TimeSpan.FromMinutes(5)))];
        Turn(Task.WhenAll(back), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.All(back, static one => Assert.Equal(SendOutcome.Sent, Ended(one).Outcome));
        Assert.Equal(Groups, notifier.Attempts.Count - before);
        Assert.Equal(0, way.Pending);
    }

    [Fact]
    public void Send_RetryAfterBeyondDeadline_GivesUpAtOnce()
    {
        using var way = Way(new ReceiverOptions(), out ScriptedNotifier notifier, _ => Again with { RetryAfter = TimeSpan.FromHours(1) });
        Assert.Equal(SendOutcome.Retry, Ended(Send(way, TimeSpan.FromMinutes(5))).Outcome);
        Assert.Single(notifier.Attempts);
    }

    [Fact]
    public void Send_Refused_IsNotTriedAgain()
    {
        using var way = Way(new ReceiverOptions(), out ScriptedNotifier notifier, _ => Never);
        Assert.Equal(Never, Ended(Send(way, TimeSpan.FromMinutes(5))));
        Assert.Single(notifier.Attempts);
        Assert.Equal(Never, way.Last!.Result);
    }

    [Fact]
    public void Send_ReceiverHangs_EndsAtTheAttemptsLimitAndTriesAgain()
    {
        using var way = Way(new ReceiverOptions { AttemptTimeout = TimeSpan.FromSeconds(7) }, out ScriptedNotifier notifier, attempt => attempt == 1 ? null : Sent);
        Task<SendResult> sending = Send(way, TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Single(notifier.Attempts);
        Assert.Equal(1, way.Pending);
        Turn(sending, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3));
        Assert.Equal(SendOutcome.Sent, Ended(sending).Outcome);
        Assert.Equal(2, notifier.Attempts.Count);
        Assert.Equal(0, way.Pending);
    }

    [Fact]
    public void Send_ManyFailuresInARow_LeaveTheReceiverAlone()
    {
        var options = new ReceiverOptions { BreakAfter = 2, BreakTime = TimeSpan.FromSeconds(100) };
        using var way = Way(options, out ScriptedNotifier notifier, attempt => attempt < 4 ? Again : Sent);
        Task<SendResult> sending = Send(way, TimeSpan.FromHours(1));
        Turn(sending, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Assert.Equal(SendOutcome.Sent, Ended(sending).Outcome);
        Assert.True(notifier.Attempts[2] - notifier.Attempts[1] >= TimeSpan.FromSeconds(100));

        // One that is tried after the pause and fails makes the next pause at once.
        Assert.True(notifier.Attempts[3] - notifier.Attempts[2] >= TimeSpan.FromSeconds(100));
        Assert.False(way.IsOpen);
    }

    [Fact]
    public void Send_BeyondTheRate_SpreadsAndThoseWhoGaveUpHoldNobodyUp()
    {
        using var way = Way(new ReceiverOptions { PerMinute = 6, Burst = 2 }, out ScriptedNotifier notifier, _ => Sent);
        Task<SendResult>[] sending = [.. Enumerable.Range(0, 50).Select(_ => Send(way, TimeSpan.FromSeconds(35)))];
        Turn(Task.WhenAll(sending), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

        // Two at once, then one every ten seconds while their time lasts.
        Assert.Equal([0, 0, 10, 20, 30], notifier.Attempts.Select(at => (at - _time.Start).TotalSeconds));
        Assert.Equal(45, sending.Count(static task => task.GetAwaiter().GetResult().Reason == "deadline"));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(SendOutcome.Sent, Ended(Send(way, TimeSpan.FromSeconds(30))).Outcome);
    }

    [Fact]
    public async Task Send_QueueFull_IsRefusedAndCounted()
    {
        using var way = Way(new ReceiverOptions { QueueCapacity = 3, Concurrency = 1 }, out _, _ => null);
        Task<SendResult>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Send(way, TimeSpan.FromSeconds(30)))];
        Assert.Equal("queue_full", Ended(Send(way, TimeSpan.FromSeconds(30))).Reason);
        Assert.Equal(3, way.Pending);
        _time.Advance(TimeSpan.FromSeconds(30));
        SendResult[] results = await Task.WhenAll(waiting);
        Assert.Equal(["deadline", "deadline", "timeout"], results.Select(static result => result.Reason).Order());
        Assert.Equal(0, way.Pending);
    }

    [Fact]
    public async Task Send_StoppedWhileItWaits_EndsAtOnce()
    {
        using var way = Way(new ReceiverOptions(), out _, _ => Again);
        using var stopping = new CancellationTokenSource();
        Task<SendResult> sending = way.SendAsync(Notice(), _time.GetUtcNow() + TimeSpan.FromHours(1), static (_, _, _) => { }, stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(0, way.Pending);
    }

    private static SendResult Ended(Task<SendResult> task)
    {
        Assert.True(task.IsCompletedSuccessfully, "still under way");
        return task.GetAwaiter().GetResult();
    }

    private DeliveryWay Way(ReceiverOptions options, out ScriptedNotifier notifier, Func<int, SendResult?> answer)
    {
        notifier = new ScriptedNotifier(_time, answer);
        var webhook = new WebhookConfiguration { SendResolved = true, Url = new SecretText("http://r/", null), Client = new HttpClientConfiguration() };
        return new DeliveryWay("r", webhook, options, notifier, _time);
    }

    private Task<SendResult> Send(DeliveryWay way, TimeSpan within) =>
        way.SendAsync(Notice(), _time.GetUtcNow() + within, static (_, _, _) => { }, CancellationToken.None);

    /// <summary>Turns the clock until a task has ended, at most for a time. What waits goes on while the clock is turned.</summary>
    private void Turn(Task task, TimeSpan step, TimeSpan most)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < most && !task.IsCompleted; passed += step)
        {
            _time.Advance(step);
        }
    }

    private Notice Notice()
    {
        DateTimeOffset now = _time.GetUtcNow();
        LabelSet labels = LabelSet.Of(("alertname", "A"));
        var alert = new StoredAlert { Labels = labels, Fingerprint = AlertFingerprint.Of(labels), Annotations = LabelSet.Empty, StartsAt = now, EndsAt = now.AddHours(1), UpdatedAt = now };
        return new Notice { GroupKey = "{}:{}", Data = new NotificationData("r", LabelSet.Empty, [alert], now, "http://v"), Language = "en", At = now };
    }
}
