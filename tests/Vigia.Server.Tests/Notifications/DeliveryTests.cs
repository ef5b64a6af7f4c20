using Microsoft.AspNetCore.Http;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Notifiers;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

public sealed class DeliveryTests
{
    private const string Config = """
        route: { receiver: r, group_wait: 0s, group_interval: 5m, repeat_interval: 4h }
        receivers: [{ name: r, webhook_configs: [{ url: URLhook, http_config: { http_headers: { X-Own: { values: [v] } } } }] }]
        """;

    [Fact]
    public async Task Send_ServerErrors_AreRetriedUntilTaken()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        int left = 3;
        bench.Receiver.Answer = async (_, context) =>
        {
            context.Response.StatusCode = left-- > 0 ? 503 : 200;
            await context.Response.WriteAsync("so");
        };
        await bench.SendAsync(null, "A/1");
        await PumpWhileTurningAsync(bench, TimeSpan.FromSeconds(1));
        Assert.Equal(4, bench.Receiver.All.Count);
        Assert.Single(bench.Receiver.All.Select(static request => request.Body).Distinct());
        var history = bench.Service.History(new HistoryQuery { Kinds = [HistoryKind.NotificationSent, HistoryKind.NotificationFailed] });
        Assert.Equal(["200 so", "503 so", "503 so", "503 so"], history.Select(static entry => entry.Detail));
        Assert.Empty(await bench.AdvanceAsync(600));
    }

    [Fact]
    public async Task Send_RetryAfter_IsHonoured()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        var times = new List<DateTimeOffset>();
        bench.Receiver.Answer = (_, context) =>
        {
            times.Add(bench.Time.GetUtcNow());
            context.Response.StatusCode = times.Count == 1 ? 429 : 200;
            context.Response.Headers.RetryAfter = "90";
            return Task.CompletedTask;
        };
        await bench.SendAsync(null, "A/1");
        await PumpWhileTurningAsync(bench, TimeSpan.FromSeconds(1));
        Assert.Equal(2, times.Count);
        Assert.True(times[1] - times[0] >= TimeSpan.FromSeconds(90), $"{times[1] - times[0]}");
    }

    [Fact]
    public async Task Send_Refused_IsNotRetriedBeforeTheNextTurn()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        bench.Receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        };
        await bench.SendAsync(null, "A/1");
        Assert.Single(await bench.AdvanceAsync(299));
        Assert.Single(await bench.AdvanceAsync(1));
    }

    [Fact]
    public async Task Send_NoAnswer_EndsAtTheAttemptsLimit()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config, "defaults: { attempt_timeout: 7s }\n");
        int asked = 0;
        bench.Receiver.Answer = (_, context) => Interlocked.Increment(ref asked) == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default) : Task.CompletedTask;
        await bench.SendAsync(null, "A/1");
        Task pump = bench.Center.PumpAsync();
        await bench.Receiver.NextAsync();
        await TurnUntilAsync(bench, pump, TimeSpan.FromSeconds(1));
        Assert.Contains("no answer within 7 s", bench.Service.History(new HistoryQuery()).Select(static entry => entry.Detail));
        Assert.Equal(2, bench.Receiver.All.Count);
    }

    [Fact]
    public async Task Send_ManyFailures_OpenTheBreaker()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config, "defaults: { circuit_breaker: { failures: 2, open_for: 100s } }\n");
        var times = new List<DateTimeOffset>();
        bench.Receiver.Answer = (_, context) =>
        {
            times.Add(bench.Time.GetUtcNow());
            context.Response.StatusCode = times.Count < 3 ? 500 : 200;
            return Task.CompletedTask;
        };
        await bench.SendAsync(null, "A/1");
        await PumpWhileTurningAsync(bench, TimeSpan.FromSeconds(1));
        Assert.True(times[2] - times[1] >= TimeSpan.FromSeconds(100));
    }

    [Fact]
    public async Task Send_MoreThanTheQueueHolds_IsRefusedCountedAndToldLater()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(
            Config.Replace("group_wait", "group_by: [instance], group_wait", StringComparison.Ordinal), "defaults: { queue_capacity: 1, concurrency: 1 }\n");
        var gate = new TaskCompletionSource();
        bench.Receiver.Answer = (_, _) => gate.Task;
        await bench.SendAsync(null, "A/1", "A/2");
        Task pump = bench.Center.PumpAsync();
        await bench.Receiver.NextAsync();
        while (bench.Service.History(new HistoryQuery { Kinds = [HistoryKind.NotificationFailed] }) is not [{ Outcome: "firing, attempt 0: queue_full" }])
        {
            await Task.Yield();
        }

        gate.SetResult();
        await pump;
        Assert.Single(bench.Receiver.All);
        await bench.AdvanceAsync(300);
        Assert.Equal(["+A/1", "+A/2"], bench.Receiver.All.Select(NotificationBench.Describe).Order());
    }

    [Fact]
    public async Task Send_WithSecret_SignsTimestampAndBody()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config, "receivers: { r: { hmac_secret: s3cret } }\n");
        await bench.SendAsync(null, "A/1");
        await bench.AdvanceAsync(0);
        var request = Assert.Single(bench.Receiver.All);
        string timestamp = request.Headers["X-Vigia-Timestamp"];
        Assert.Equal(bench.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), timestamp);
        Assert.Equal("v1=" + WebhookNotifier.Sign("s3cret", timestamp, System.Text.Encoding.UTF8.GetBytes(request.Body)), request.Headers["X-Vigia-Signature"]);
        Assert.Equal("v", request.Headers["X-Own"]);
    }

    [Fact]
    public async Task Test_Receiver_ShowsTheAnswer()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        bench.Receiver.Answer = async (_, context) =>
        {
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync("not you");
        };
        var answers = await bench.Service.TestAsync("r", CancellationToken.None);
        Assert.Equal("403 not you", Assert.Single(answers!).Result.Detail);
        Assert.Null(await bench.Service.TestAsync("nobody", CancellationToken.None));
    }

    [Fact]
    public async Task Send_KilledBetweenSendAndLog_TellsAgainOnceAfterTheStart()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        bench.Receiver.Answer = (_, context) =>
        {
            // The other side has it, and its answer is lost.
            context.Abort();
            return Task.CompletedTask;
        };
        await bench.SendAsync(null, "A/1");
        Task pump = bench.Center.PumpAsync();
        await bench.Receiver.NextAsync();
        bench.Receiver.Answer = null;
        await bench.RestartAsync();
        await pump.ContinueWith(static _ => { }, TaskScheduler.Default);
        int before = bench.Receiver.All.Count;
        await bench.AdvanceAsync(600);
        Assert.InRange(bench.Receiver.All.Count - before, 0, 1);
        Assert.InRange(bench.Receiver.All.Count, 2, 3);
    }

    private static async Task PumpWhileTurningAsync(NotificationBench bench, TimeSpan step) => await TurnUntilAsync(bench, bench.Center.PumpAsync(), step);

    private static async Task TurnUntilAsync(NotificationBench bench, Task pump, TimeSpan step)
    {
        int seen = bench.Receiver.All.Count;
        for (int i = 0; i < 2000 && !pump.IsCompleted; i++)
        {
            bench.Time.Advance(step);

            // Attempts are real: let them come to an end before the clock goes on.
            await Task.WhenAny(pump, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None));
        }

        Assert.True(bench.Receiver.All.Count >= seen);
        await pump;
    }
}
