using Vigia.Demo;
using Vigia.Demo.Traffic;

namespace Vigia.Tests.Demo;

public sealed class TrafficMixTests
{
    [Fact]
    public void Next_FirstRound_HasEveryKindOnce()
    {
        foreach (DemoScenario scenario in DemoScenario.All)
        {
            var mix = new TrafficMix(scenario.Weights, new Random(1));

            IEnumerable<TrafficKind> round = Enumerable.Range(0, scenario.Weights.Count).Select(_ => mix.Next());

            Assert.Equal(Enum.GetValues<TrafficKind>().Order(), round.Order());
        }
    }

    [Fact]
    public void Next_ManyTurns_FollowsTheWeights()
    {
        var mix = new TrafficMix(new Dictionary<TrafficKind, double> { [TrafficKind.Normal] = 9, [TrafficKind.Slow] = 1 }, new Random(7));

        int slow = Enumerable.Range(0, 10_000).Count(_ => mix.Next() == TrafficKind.Slow);

        Assert.InRange(slow, 900, 1100);
    }
}
