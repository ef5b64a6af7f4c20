namespace Vigia.Server.Alerting.Rules;

/// <summary>Rules that are evaluated together, one after the other. Immutable.</summary>
internal sealed record RuleGroup
{
    /// <summary>The file that it stands in.</summary>
    public required string File { get; init; }

    /// <summary>Its name, once in a file.</summary>
    public required string Name { get; init; }

    /// <summary>The line that it begins on, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>How often it is evaluated; null for the configuration's evaluation_interval.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>How many series or alerts one of its rules may make; 0 for any number.</summary>
    public int Limit { get; init; }

    /// <summary>How far in the past its queries look; null for the configuration's rule_query_offset.</summary>
    public TimeSpan? QueryOffset { get; init; }

    /// <summary>The rules in their order.</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }
}
