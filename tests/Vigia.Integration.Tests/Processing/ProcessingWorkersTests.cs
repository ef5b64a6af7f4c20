using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Tests.Delivery;
using Vigia.Model.Messages;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

public sealed class ProcessingWorkersTests
{
    [Fact]
    public async Task Lease_OneDestinationHangs_OtherRoutesGoOn()
    {
        await using DestinationServer hanging = await DestinationServer.StartAsync();
        var bothHang = new TaskCompletionSource();
        hanging.Answer = context =>
        {
            if (hanging.Requests.Count == 2)
            {
                bothHang.TrySetResult();
            }

            return Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        };
        await using var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{"Workers":2,"Routes":[
              {"Name":"slow","Match":{"Type":"slow"},"Destinations":[{"Kind":"http","Url":"{{{{hanging.Url}}}}/","Timeout":"00:00:20"}]}]}}
            """));
        await rig.StartAsync();
        for (int i = 0; i < 50; i++)
        {
            rig.Queue.Add(Samples.Message($"slow_{i}", type: "slow"));
        }

        for (int i = 0; i < 50; i++)
        {
            rig.Queue.Add(Samples.Message($"fast_{i}", type: "fast"));
        }

        for (int i = 0; i < 50; i++)
        {
            await rig.Queue.WaitForAsync($"fast_{i}", MessageStatus.Processed);
        }

        await bothHang.Task.WaitAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(2, rig.Routes.Current.Routes[0].Gate.InWork);
        Assert.Equal(2, hanging.Requests.Count);
        await Eventually.TrueAsync(() => rig.Queue.Deferrals != 0);
    }

    [Fact]
    public async Task Drain_WorkInHand_IsFinishedAndTheRestGivenBack()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        server.Answer = async _ =>
        {
            begun.TrySetResult();
            await go.Task;
        };
        await using var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{"Workers":1,"Routes":[{"Name":"r","Destinations":[{"Kind":"http","Url":"{{{{server.Url}}}}/"}]}]}}
            """));
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message("first"));
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        rig.Queue.Add(Samples.Message("second"));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await rig.Queue.WaitForAsync("first", static detail => detail.Summary.Status is MessageStatus.Processing, deadline.Token);

        Task drain = rig.Workers.DrainAsync(CancellationToken.None).AsTask();
        Assert.False(drain.IsCompleted);
        go.SetResult();
        await drain.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(MessageStatus.Processed, (await rig.Queue.GetAsync("first", CancellationToken.None))!.Summary.Status);
        Assert.Equal(MessageStatus.Queued, (await rig.Queue.GetAsync("second", CancellationToken.None))!.Summary.Status);
        Assert.Equal(0, (await rig.Queue.GetAsync("second", CancellationToken.None))!.Summary.Attempts);
        Assert.Equal(0, rig.Workers.Leased);
        rig.Queue.Add(Samples.Message("third"));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Drain_TimeIsOver_GivesTheMessageBackUncounted()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        var begun = new TaskCompletionSource();
        server.Answer = context =>
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        };
        await using var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{"Routes":[{"Name":"r","Destinations":[{"Kind":"http","Url":"{{{{server.Url}}}}/","Timeout":"00:01:00"}]}]}}
            """));
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));

        using var over = new CancellationTokenSource();
        Task drain = rig.Workers.DrainAsync(over.Token).AsTask();
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drain);
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Queued);
        Assert.Equal(0, detail.Summary.Attempts);
        Assert.Equal(1, rig.Queue.Releases);
        Assert.Contains(rig.Log.Lines, static line => line.Message == "Mensagem inacabada, volta à fila");
    }

    [Fact]
    public async Task Renew_AttemptOutlastsItsLease_KeepsIt()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using DestinationServer server = await DestinationServer.StartAsync();
        var begun = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        server.Answer = async _ =>
        {
            begun.TrySetResult();
            await go.Task;
        };
        await using var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{"AttemptTimeout":"01:00:00","Routes":[{"Name":"r","Destinations":[{"Kind":"http","Url":"{{{{server.Url}}}}/","Timeout":"01:00:00"}]}]}}
            """), time);
        rig.Queue.LeaseTime = TimeSpan.FromSeconds(10);
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));

        // Seconds pass one by one; each renewal must be through before its lease would be over.
        for (int second = 0; second < 60; second++)
        {
            int before = rig.Queue.Renewals;
            time.Advance(TimeSpan.FromSeconds(1));
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (second % 5 == 4 && rig.Queue.Renewals == before)
            {
                await Task.Delay(1, deadline.Token);
            }
        }

        Assert.InRange(rig.Queue.Renewals, 11, 13);
        go.SetResult();
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Processed);
        Assert.Equal(1, detail.Summary.Attempts);
    }

    [Fact]
    public async Task Renew_LeaseWasTaken_CancelsTheAttempt()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using DestinationServer server = await DestinationServer.StartAsync();
        var begun = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        server.Answer = context =>
        {
            context.RequestAborted.Register(() => aborted.TrySetResult());
            begun.TrySetResult();
            return aborted.Task;
        };
        await using var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{"AttemptTimeout":"01:00:00","Routes":[{"Name":"r","Destinations":[{"Kind":"http","Url":"{{{{server.Url}}}}/","Timeout":"01:00:00"}]}]}}
            """), time);
        rig.Queue.LeaseTime = TimeSpan.FromSeconds(2);
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message());
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        rig.Queue.Steal("msg_1");
        time.Advance(TimeSpan.FromSeconds(1));
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
