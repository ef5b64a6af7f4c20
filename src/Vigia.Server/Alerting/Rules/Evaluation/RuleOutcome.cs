namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>How a rule's last evaluation went. Immutable.</summary>
internal sealed record RuleOutcome
{
    /// <summary>Before the first.</summary>
    public static readonly RuleOutcome None = new();

    public RuleHealth Health { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The time that it was evaluated for.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How many samples it made, without those that mark an end.</summary>
    public int Samples { get; init; }

    /// <summary>How many samples the sink did not take.</summary>
    public int Refused { get; init; }

    /// <summary>What the query's answer had to say.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Errors of templates, which stand in the texts too.</summary>
    public IReadOnlyList<string> TemplateErrors { get; init; } = [];
}
