using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Processing;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

public sealed class RouteGateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryAdmit_TwiceAsManyAsWorkers_RefusesTheNext()
    {
        using var gate = new RouteGate(2, _time);
        Assert.All(Enumerable.Range(0, 4), _ => Assert.True(gate.TryAdmit()));
        Assert.False(gate.TryAdmit());
        gate.Discharge();
        Assert.True(gate.TryAdmit());
    }

    [Fact]
    public async Task EnterAsync_AllWorkersBusy_WaitsForOne()
    {
        using var gate = new RouteGate(1, _time);
        await gate.EnterAsync(CancellationToken.None);
        Task second = gate.EnterAsync(CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        gate.Leave(TimeSpan.FromSeconds(1));
        await second.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, gate.InWork);
    }

    [Fact]
    public async Task NextTurn_LongBacklog_HandsOutTurnsAtTheRoutesSpeed()
    {
        using var gate = new RouteGate(2, _time);
        for (int i = 0; i < 200; i++)
        {
            // The average comes near two seconds an attempt.
            await gate.EnterAsync(CancellationToken.None);
            gate.Leave(TimeSpan.FromSeconds(2));
        }

        DateTimeOffset now = _time.GetUtcNow();
        double[] turns = [.. Enumerable.Range(0, 10).Select(_ => (gate.NextTurn() - now).TotalSeconds)];
        Assert.Equal(1, turns[0], 0.01);
        Assert.All(turns.Zip(turns.Skip(1)), pair => Assert.Equal(1, pair.Second - pair.First, 0.01));
    }

    [Fact]
    public async Task NextTurn_EndlessBacklog_StaysWithinAMinute()
    {
        using var gate = new RouteGate(1, _time);
        await gate.EnterAsync(CancellationToken.None);
        gate.Leave(TimeSpan.FromMinutes(1));
        DateTimeOffset last = default;
        for (int i = 0; i < 1000; i++)
        {
            last = gate.NextTurn();
        }

        Assert.Equal(TimeSpan.FromMinutes(1), last - _time.GetUtcNow());
    }

    [Fact]
    public async Task Resize_FewerWorkers_TakesPlacesBackAsTheyBecomeFree()
    {
        using var gate = new RouteGate(2, _time);
        await gate.EnterAsync(CancellationToken.None);
        await gate.EnterAsync(CancellationToken.None);
        gate.Resize(1);
        gate.Leave(TimeSpan.Zero);
        Task third = gate.EnterAsync(CancellationToken.None).AsTask();
        Assert.False(third.IsCompleted);
        gate.Resize(2);
        await third.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
