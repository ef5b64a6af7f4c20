using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>
/// The alerts of one rule over time: pending, firing, over. Knows neither queries nor clocks; every step is told its time. One writer at a time;
/// <see cref="Alerts"/> may be read from any thread.
/// </summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/.</remarks>
internal sealed class AlertTracker(TimeSpan holds, TimeSpan keepsFiring)
{
    /// <summary>How long an alert that is over is kept, so that this can be told again.</summary>
    public static readonly TimeSpan ResolvedRetention = TimeSpan.FromMinutes(15);

    private Dictionary<LabelSet, Alert> _alerts = [];
    private IReadOnlyList<Alert> _published = [];

    /// <summary>All alerts as of the last step, those that are over too; a list that never changes.</summary>
    public IReadOnlyList<Alert> Alerts => Volatile.Read(ref _published);

    /// <summary>The worst state of all; <see cref="AlertState.Inactive"/> where there is none.</summary>
    public AlertState State => Alerts.Count == 0 ? AlertState.Inactive : Alerts.Max(static alert => alert.State);

    /// <summary>Puts back what was kept over a restart or a reload, instead of what is there.</summary>
    public void Restore(IEnumerable<Alert> alerts)
    {
        _alerts = alerts.ToDictionary(static alert => alert.Labels);
        Publish();
    }

    /// <summary>Takes what an evaluation found.</summary>
    /// <param name="time">The evaluation's time.</param>
    /// <param name="found">Each alert once.</param>
    /// <param name="limit">How many may be pending or firing; 0 for any number.</param>
    /// <param name="stays">Whether an alert that was not found stays as it is, since nothing is known of it; null: none does.</param>
    /// <exception cref="RuleEvaluationException">There are more, and none is left.</exception>
    public void Advance(DateTimeOffset time, IReadOnlyList<AlertCandidate> found, int limit, Func<Alert, bool>? stays = null)
    {
        var next = new Dictionary<LabelSet, Alert>(found.Count);
        int active = 0;
        foreach (AlertCandidate candidate in found)
        {
            Alert alert = Take(candidate, time);
            next.Add(alert.Labels, alert);
            active++;
        }

        foreach (Alert alert in _alerts.Values)
        {
            if (!next.ContainsKey(alert.Labels) && (IsLeft(alert, stays) ? alert : WithoutSeries(alert, time)) is { } kept)
            {
                next.Add(kept.Labels, kept);
                active += kept.State == AlertState.Inactive ? 0 : 1;
            }
        }

        bool isOverLimit = limit > 0 && active > limit;
        _alerts = isOverLimit ? [] : next;
        Publish();
        if (isOverLimit)
        {
            throw new RuleEvaluationException($"exceeded limit of {limit} with {active} alerts");
        }
    }

    private static bool IsLeft(Alert alert, Func<Alert, bool>? stays) => alert.State != AlertState.Inactive && stays is not null && stays(alert);

    private Alert Take(AlertCandidate candidate, DateTimeOffset time)
    {
        Alert alert = _alerts.TryGetValue(candidate.Labels, out Alert? known) && known.State != AlertState.Inactive
            ? known with { Value = candidate.Value, Annotations = candidate.Annotations, KeptSince = null }
            : new Alert { Labels = candidate.Labels, Annotations = candidate.Annotations, Value = candidate.Value, ActiveAt = time };
        return alert.State == AlertState.Pending && time - alert.ActiveAt >= holds ? alert with { State = AlertState.Firing, FiredAt = time } : alert;
    }

    /// <summary>What becomes of an alert whose series is gone; null where it is forgotten.</summary>
    private Alert? WithoutSeries(Alert alert, DateTimeOffset time)
    {
        switch (alert.State)
        {
            case AlertState.Pending:
                return null;
            case AlertState.Inactive:
                return time - alert.ResolvedAt > ResolvedRetention ? null : alert;
            default:
                DateTimeOffset since = alert.KeptSince ?? time;
                return keepsFiring > TimeSpan.Zero && time - since < keepsFiring
                    ? alert with { KeptSince = since }
                    : alert with { State = AlertState.Inactive, ResolvedAt = time };
        }
    }

    private void Publish() => Volatile.Write(ref _published, [.. _alerts.Values.OrderBy(static alert => alert.Labels)]);
}
