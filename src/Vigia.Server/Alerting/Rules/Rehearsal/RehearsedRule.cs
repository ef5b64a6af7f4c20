using Vigia.Server.Alerting.Rules.Evaluation;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>What came of one rule.</summary>
internal sealed record RehearsedRule
{
    public required RuleGroup Group { get; init; }

    public required Rule Rule { get; init; }

    /// <summary>From one evaluation to the next.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>How often it was evaluated.</summary>
    public int Evaluations { get; init; }

    /// <summary>Why it could not be; null where it could.</summary>
    public string? Error { get; init; }

    /// <summary>At how many evaluations the query had a result.</summary>
    public int NonEmpty { get; init; }

    /// <summary>How often an alert would have begun to fire.</summary>
    public int Firings { get; init; }

    /// <summary>How often one would have been pending and over before it fired.</summary>
    public int NearMisses { get; init; }

    /// <summary>For how long at least one alert would have fired.</summary>
    public TimeSpan Firing { get; init; }

    /// <summary>The first episodes, by the time that they fired.</summary>
    public IReadOnlyList<RehearsedEpisode> Episodes { get; init; } = [];

    /// <summary>The first of the alerts that would be pending or firing at the end, with what they say.</summary>
    public IReadOnlyList<Alert> Active { get; init; } = [];

    /// <summary>How often each receiver would have been told.</summary>
    public IReadOnlyList<RehearsedNotices> Notices { get; init; } = [];
}
