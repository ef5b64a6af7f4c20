namespace Vigia.Server.Alerting.Rules;

/// <summary>Alerts for each series of a query's result.</summary>
internal sealed record AlertingRule : Rule
{
    /// <summary>How long a series must be there before its alert fires.</summary>
    public TimeSpan For { get; init; }

    /// <summary>How long an alert goes on firing after its series is gone.</summary>
    public TimeSpan KeepFiringFor { get; init; }

    /// <summary>What becomes of alerts whose series are gone because the data is.</summary>
    public NoDataHandling NoData { get; init; }

    /// <summary>What is said of the alert besides its labels.</summary>
    public required IReadOnlyList<RuleText> Annotations { get; init; }
}
