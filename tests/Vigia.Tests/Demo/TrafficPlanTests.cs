using Microsoft.Extensions.Time.Testing;
using Vigia.Demo;
using Vigia.Demo.Traffic;

namespace Vigia.Tests.Demo;

public sealed class TrafficPlanTests
{
    private const int Turns = 5000;

    [Fact]
    public void Next_TroubleIsOver_DrawsTheSteadyMix()
    {
        DemoScenario errors = DemoScenario.All.Single(static scenario => scenario.Name == "errors");
        var time = new FakeTimeProvider();
        var plan = new TrafficPlan(errors, new Random(3), time);

        int before = Failures(plan);
        time.Advance(errors.TroubleTime!.Value);
        int after = Failures(plan);

        Assert.InRange(before, Turns / 10, Turns);
        Assert.InRange(after, 1, Turns / 100);
    }

    [Fact]
    public void TroubleTime_OfErrors_OutlastsTheRulesWait()
    {
        // One look at the metrics, five minutes of "for", and a margin.
        Assert.InRange(DemoScenario.All.Single(static scenario => scenario.Name == "errors").TroubleTime!.Value, TimeSpan.FromMinutes(5.5), TimeSpan.FromMinutes(7));
    }

    private static int Failures(TrafficPlan plan) =>
        Enumerable.Range(0, Turns).Count(_ => plan.Next() is TrafficKind.Transient or TrafficKind.Permanent);
}
