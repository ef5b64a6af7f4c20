using Vigia.Model.Labels;
using Vigia.Server.Alerting.Templates;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>What holds for the evaluation of every group.</summary>
internal sealed record RuleEvaluationOptions
{
    /// <summary>The configuration's external labels, which templates may use.</summary>
    public LabelSet ExternalLabels { get; init; } = LabelSet.Empty;

    /// <summary>Where a user reaches the monitor, for templates; "" where that is not known.</summary>
    public string ExternalAddress { get; init; } = "";

    /// <summary>How far in the past queries look where the group does not say.</summary>
    public TimeSpan QueryOffset { get; init; }

    /// <summary>The longest that one query may take; null for as long as the engine lets it.</summary>
    public TimeSpan? QueryTimeout { get; init; }

    /// <summary>How many series or alerts one rule may make where its group has no lower limit.</summary>
    public int MaxSeries { get; init; } = 100_000;

    /// <summary>The bounds of each template.</summary>
    public TemplateLimits Templates { get; init; } = new() { MaxOutput = 64 * 1024, MaxSteps = 100_000 };
}
