namespace Vigia.Server.Alerting.Rules.Lint;

/// <summary>What a lint knows of where the rules will run.</summary>
internal sealed record LintOptions
{
    /// <summary>What is known without a store: the module's own metrics.</summary>
    public static readonly LintOptions Default = new();

    /// <summary>What is known of metrics.</summary>
    public IMetricFacts Facts { get; init; } = ModuleMetricFacts.Instance;

    /// <summary>The interval of groups that name none; null where it is not known.</summary>
    public TimeSpan? EvaluationInterval { get; init; }

    /// <summary>The longest interval between two samples of a target; null where it is not known.</summary>
    public TimeSpan? ScrapeInterval { get; init; }
}
