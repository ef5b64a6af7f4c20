using Vigia.Model.Queries;

namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>What a rule finds now. Immutable.</summary>
internal sealed record RulePreview
{
    /// <summary>The most series that are listed.</summary>
    public const int MaxSeries = 20;

    /// <summary>Why it could not be evaluated; null where it could.</summary>
    public string? Error { get; init; }

    /// <summary>How many series its query has now.</summary>
    public int Count { get; init; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<VectorSample> Series { get; init; } = [];

    /// <summary>How an alert would read; null for a recording rule.</summary>
    public RuleExample? Example { get; init; }
}
