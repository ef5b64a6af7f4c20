namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>Names that alerts have in labels and metrics.</summary>
internal static class AlertLabels
{
    /// <summary>The label with the alert's name.</summary>
    public const string Name = "alertname";

    /// <summary>The label with the state, in <see cref="Metric"/>.</summary>
    public const string State = "alertstate";

    /// <summary>1 for each alert that is pending or firing.</summary>
    public const string Metric = "ALERTS";

    /// <summary>Since when each alert is active, in seconds since 1970.</summary>
    public const string ForStateMetric = "ALERTS_FOR_STATE";
}
