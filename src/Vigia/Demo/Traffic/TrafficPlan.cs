namespace Vigia.Demo.Traffic;

/// <summary>Draws a scenario's kinds of traffic: its own mix, and where its trouble ends the steady one from then on. Not thread safe.</summary>
internal sealed class TrafficPlan(DemoScenario scenario, Random random, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private TrafficMix _mix = new(scenario.Weights, random);
    private bool _isOver;

    public TrafficKind Next()
    {
        if (!_isOver && scenario.TroubleTime is { } length && time.GetElapsedTime(_started) >= length)
        {
            _isOver = true;
            _mix = new TrafficMix(DemoScenario.Steady.Weights, random);
        }

        return _mix.Next();
    }
}
