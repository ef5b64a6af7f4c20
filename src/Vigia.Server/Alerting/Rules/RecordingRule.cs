namespace Vigia.Server.Alerting.Rules;

/// <summary>Records a query's result as a metric.</summary>
internal sealed record RecordingRule : Rule;
