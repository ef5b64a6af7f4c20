namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>What one rehearsal may take. What passes a bound is said in its result.</summary>
internal sealed record RehearsalLimits
{
    /// <summary>The longest it may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Evaluations of one rule; where the interval asks for more, only each second, third, … is made.</summary>
    public int MaxEvaluations { get; init; } = 50_000;

    /// <summary>Rules of one file.</summary>
    public int MaxRules { get; init; } = 1000;

    /// <summary>Series or alerts that one rule may make at one time.</summary>
    public int MaxSeries { get; init; } = 10_000;

    /// <summary>Samples of all recording rules.</summary>
    public int MaxRecordedSamples { get; init; } = 5_000_000;

    /// <summary>Episodes of one rule that are listed; more are counted.</summary>
    public int MaxEpisodes { get; init; } = 500;
}
