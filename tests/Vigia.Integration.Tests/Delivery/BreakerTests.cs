using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Delivery;
using Vigia.Integration.Tests.Processing;
using Vigia.Model.Processing;
using Xunit;

namespace Vigia.Integration.Tests.Delivery;

public sealed class BreakerTests
{
    [Fact]
    public async Task Deliver_DestinationFailsThenRecovers_OpensHalfOpensCloses()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using DestinationServer server = await DestinationServer.StartAsync();
        int status = 503;
        server.Answer = context =>
        {
            context.Response.StatusCode = Volatile.Read(ref status);
            return Task.CompletedTask;
        };
        await using var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{"Routes":[{"Name":"r","Match":{"Type":"none"},"Destinations":[{"Kind":"http","Name":"api","Url":"{{{{server.Url}}}}/",
              "Breaker":{"MinimumThroughput":3,"BreakDuration":"00:00:15"}}]}]}}
            """), time);
        await rig.StartAsync();
        GuardedDestination api = rig.Routes.Current.Routes[0].Destinations[0];
        Assert.Equal("closed", api.Describe().Breaker);

        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<ProcessingException>(() => Send(api));
        }

        Assert.Equal("open", api.Describe().Breaker);
        var open = await Assert.ThrowsAsync<CircuitOpenException>(() => Send(api));
        Assert.Equal(15, open.RetryAfter.TotalSeconds, 0.1);
        Assert.Equal(3, server.Requests.Count);

        // The one probe fails: open again.
        time.Advance(TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<ProcessingException>(() => Send(api));
        await Assert.ThrowsAsync<CircuitOpenException>(() => Send(api));
        Assert.Equal(4, server.Requests.Count);

        Volatile.Write(ref status, 200);
        time.Advance(TimeSpan.FromSeconds(15));
        await Send(api);
        Assert.Equal("closed", api.Describe().Breaker);
        Assert.Contains(rig.Log.Lines, static line => line.Message == "Destino api voltou a responder");
        Assert.Equal(2, rig.Log.Lines.Count(static line => line.Message.StartsWith("Destino api com falhas", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Deliver_MessagesAreRefusedForTheirOwnSake_StaysClosed()
    {
        await using DestinationServer server = await DestinationServer.StartAsync();
        server.Answer = static context =>
        {
            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        };
        await using var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{"Routes":[{"Name":"r","Match":{"Type":"none"},"Destinations":[{"Kind":"http","Url":"{{{{server.Url}}}}/","Breaker":{"MinimumThroughput":2}}]}]}}
            """));
        await rig.StartAsync();
        GuardedDestination api = rig.Routes.Current.Routes[0].Destinations[0];
        for (int i = 0; i < 10; i++)
        {
            Assert.False((await Assert.ThrowsAsync<ProcessingException>(() => Send(api))).IsTransient);
        }

        Assert.Equal("closed", api.Describe().Breaker);
        Assert.Equal(10, server.Requests.Count);
    }

    [Fact]
    public async Task Process_BreakerIsOpen_WaitsWithoutCountingAnAttempt()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using DestinationServer server = await DestinationServer.StartAsync();
        int status = 503;
        server.Answer = context =>
        {
            context.Response.StatusCode = Volatile.Read(ref status);
            return Task.CompletedTask;
        };
        await using var rig = new ProcessingRig(Settings.Json($$$$"""
            {"Processing":{"Retry":{"MaxAttempts":2},"Routes":[{"Name":"r","Destinations":[{"Kind":"http","Url":"{{{{server.Url}}}}/",
              "Breaker":{"MinimumThroughput":2,"BreakDuration":"00:00:30"}}]}]}}
            """), time);
        await rig.StartAsync();
        GuardedDestination api = rig.Routes.Current.Routes[0].Destinations[0];
        await Assert.ThrowsAsync<ProcessingException>(() => Send(api));
        await Assert.ThrowsAsync<ProcessingException>(() => Send(api));
        Assert.Equal("open", api.Describe().Breaker);

        rig.Queue.Add(Samples.Message());
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await rig.Queue.WaitForAsync("msg_1", _ => rig.Queue.Deferrals == 1, deadline.Token);
        Volatile.Write(ref status, 200);
        time.Advance(TimeSpan.FromSeconds(32));
        var detail = await rig.Queue.WaitForAsync("msg_1", Model.Messages.MessageStatus.Processed);
        Assert.Equal(1, detail.Summary.Attempts);
    }

    private static async Task Send(GuardedDestination destination) =>
        await destination.DeliverAsync(Samples.Message(), CancellationToken.None);
}
