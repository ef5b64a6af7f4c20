using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Vigia.Server.Notifications;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Notifiers;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

/// <summary>What a real receiver's answers come to.</summary>
public sealed class DeliveryTests
{
    private const string Config = """
        route: { receiver: r, group_wait: 0s, group_interval: 5m, repeat_interval: 4h }
        receivers: [{ name: r, webhook_configs: [{ url: URLhook, http_config: { http_headers: { X-Own: { values: [v] } } } }] }]
        """;

    [Theory]
    [InlineData(200, SendOutcome.Sent)]
    [InlineData(204, SendOutcome.Sent)]
    [InlineData(400, SendOutcome.Failed)]
    [InlineData(404, SendOutcome.Failed)]
    [InlineData(429, SendOutcome.Retry)]
    [InlineData(500, SendOutcome.Retry)]
    [InlineData(503, SendOutcome.Retry)]
    public async Task Send_Status_DecidesWhetherItIsTriedAgain(int status, SendOutcome expected)
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        bench.Receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        Assert.Equal(expected, (await TestAsync(bench)).Outcome);
    }

    [Fact]
    public async Task Send_RetryAfter_IsReadInSecondsAndAsDate()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        string value = "90";
        bench.Receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = value;
            return Task.CompletedTask;
        };
        Assert.Equal(TimeSpan.FromSeconds(90), (await TestAsync(bench)).RetryAfter);
        value = bench.Time.GetUtcNow().AddMinutes(2).ToString("R");
        Assert.Equal(TimeSpan.FromMinutes(2), (await TestAsync(bench)).RetryAfter);

        // Nobody is left alone for longer than an hour.
        value = "86400";
        Assert.Equal(TimeSpan.FromHours(1), (await TestAsync(bench)).RetryAfter);
    }

    [Fact]
    public async Task Send_ReceiverHangs_EndsAtTheAttemptsLimit()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config, "defaults: { attempt_timeout: 7s }\n");
        var gate = new TaskCompletionSource();
        bench.Receiver.Answer = (_, _) => gate.Task;
        Task<SendResult> sending = TestAsync(bench);
        await bench.Receiver.NextAsync();
        bench.Time.Advance(TimeSpan.FromSeconds(7));
        SendResult result = await sending;
        gate.SetResult();
        Assert.Equal((SendOutcome.Retry, "timeout", "no answer within 7 s"), (result.Outcome, result.Reason, result.Detail));
    }

    [Fact]
    public async Task Send_CertificateNobodyTrusts_IsToldAndNothingArrives()
    {
        await using HttpReceiver secure = await HttpReceiver.StartAsync(static listen => listen.UseHttps(SelfSigned.Create()));
        await using NotificationBench bench = await NotificationBench.StartAsync(Config.Replace("URLhook", $"{secure.Address}hook", StringComparison.Ordinal));
        SendResult result = await TestAsync(bench);
        Assert.Equal((SendOutcome.Retry, "network"), (result.Outcome, result.Reason));
        Assert.Contains("SSL", result.Detail, StringComparison.Ordinal);
        Assert.Empty(secure.All);
    }

    [Fact]
    public async Task Send_NobodyListens_IsTriedAgainAndNamesNoPath()
    {
        await using HttpReceiver gone = await HttpReceiver.StartAsync();
        Uri address = gone.Address;
        await gone.DisposeAsync();
        await using NotificationBench bench = await NotificationBench.StartAsync(Config.Replace("URLhook", $"{address}a-secret-path", StringComparison.Ordinal));
        SendResult result = await TestAsync(bench);
        Assert.Equal((SendOutcome.Retry, "network"), (result.Outcome, result.Reason));
        Assert.DoesNotContain("a-secret-path", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_PrivateAddressForbidden_DoesNotConnect()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config, "outbound: { forbid_private: true }\n");
        SendResult result = await TestAsync(bench);
        Assert.Contains("may not go to", result.Detail, StringComparison.Ordinal);
        Assert.Empty(bench.Receiver.All);
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
    public async Task Send_WithSecret_SignsTimestampAndBody()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config, "receivers: { r: { hmac_secret: s3cret } }\n");
        await bench.SendAsync(null, "A/1");
        await bench.AdvanceAsync(0);
        ReceivedRequest request = Assert.Single(bench.Receiver.All);
        string timestamp = request.Headers["X-Vigia-Timestamp"];
        Assert.Equal(bench.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), timestamp);
        Assert.Equal("v1=" + WebhookNotifier.Sign("s3cret", timestamp, System.Text.Encoding.UTF8.GetBytes(request.Body)), request.Headers["X-Vigia-Signature"]);
        Assert.Equal("v", request.Headers["X-Own"]);
    }

    [Fact]
    public void Sign_KnownInput_IsWhatOthersCompute()
    {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
        Assert.Equal("9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae", WebhookNotifier.Sign("key", "1700000000", "{}"u8));
    }

    [Fact]
    public async Task Test_Receiver_ShowsTheAnswerAndNotesWhoAsked()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        bench.Receiver.Answer = async (_, context) =>
        {
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync("not you");
        };
        Assert.Equal("403 not you", (await TestAsync(bench)).Detail);
        Assert.Equal("403 not you", bench.Service.Receivers()[0].Integrations[0].Last!.Result.Detail);
        HistoryEntry entry = Assert.Single(bench.Service.History(new HistoryQuery()));
        Assert.Equal((HistoryKind.ReceiverTested, "r", "webhook[0]", "status, by ana"), (entry.Kind, entry.Receiver, entry.Integration, entry.Outcome));
        Assert.Null(await bench.Service.TestAsync("nobody", "ana", CancellationToken.None));
    }

    [Fact]
    public async Task Send_AnswerLost_TellsOnceMoreAfterTheRestart()
    {
        await using NotificationBench bench = await NotificationBench.StartAsync(Config);
        bench.Receiver.Answer = static (_, context) =>
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
        await pump;
        Assert.Equal(["+A/1"], await bench.AdvanceAsync(600));
        Assert.Equal(2, bench.Receiver.All.Count);
    }

    private static async Task<SendResult> TestAsync(NotificationBench bench)
    {
        IReadOnlyList<TestAnswer>? answers = await bench.Service.TestAsync("r", "ana", CancellationToken.None);
        return Assert.Single(answers!).Result;
    }
}
