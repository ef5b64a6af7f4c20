using Microsoft.Extensions.Logging;
using Vigia.Model.Alerts;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.State;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>What all groups need to run, for one configuration. Immutable; its parts are safe from any thread.</summary>
internal sealed record RuleContext
{
    public required IMetricQueries Queries { get; init; }

    public required IMetricSink Sink { get; init; }

    /// <summary>Who takes alerts; null where nobody notifies.</summary>
    public required IAlertIntake? Intake { get; init; }

    public required AlertStateStore State { get; init; }

    public required RuleOptions Options { get; init; }

    public required RuleEvaluationOptions Evaluation { get; init; }

    public required RuleMetrics Metrics { get; init; }

    /// <summary>One place for each group that may be evaluated at once.</summary>
    public required SemaphoreSlim Turns { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
