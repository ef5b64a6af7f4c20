using System.Globalization;
using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Running;

namespace Vigia.Server.Alerting.Rules.State;

/// <summary>Keeps the alerts of one group in the store: only what has changed since the last time is written. Not thread-safe.</summary>
internal sealed class AlertStateKeeper
{
    // While an alert is active, a stop is known to within so long.
    private static readonly TimeSpan SeenInterval = TimeSpan.FromSeconds(30);

    private readonly AlertStateStore _store;
    private readonly List<(string Key, AlertingEvaluation Rule)> _rules = [];
    private Dictionary<(string Rule, LabelSet Labels), KeptState> _kept = [];
    private DateTimeOffset _saved = DateTimeOffset.MinValue;

    public AlertStateKeeper(AlertStateStore store, string source, RuleGroupEvaluation group)
    {
        _store = store;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (AlertingEvaluation rule in group.Rules.OfType<AlertingEvaluation>())
        {
            string key = $"{source};{group.Group.Name};{RuleGroupEvaluation.Key(rule.Rule)}";
            seen[key] = seen.GetValueOrDefault(key) + 1;
            _rules.Add(($"{key};{seen[key].ToString(CultureInfo.InvariantCulture)}", rule));
        }
    }

    /// <summary>The keys of its rules.</summary>
    public IEnumerable<string> Keys => _rules.Select(static rule => rule.Key);

    /// <summary>Puts back what was kept. Pending alerts go on where they were, the stop not counted; firing ones fire since when they did.</summary>
    public void Restore(DateTimeOffset now, RuleOptions options)
    {
        DateTimeOffset stopped = _store.LastSeen() ?? now;
        foreach ((string key, AlertingEvaluation rule) in _rules)
        {
            var restored = new List<Alert>();
            foreach (Alert alert in Load(key))
            {
                _kept[(key, alert.Labels)] = KeptState.Of(alert);
                if (alert.State != AlertState.Pending)
                {
                    restored.Add(alert);
                }
                else if (PendingSince(alert, stopped, now, options.OutageTolerance) is { } since)
                {
                    restored.Add(alert with { ActiveAt = since });
                }
            }

            if (restored.Count > 0)
            {
                rule.Restore(restored, now + options.RestoreGrace);
            }
        }
    }

    /// <summary>Goes on from the keeper of the same group before a reload.</summary>
    public void Continue(AlertStateKeeper before)
    {
        _kept = before._kept;
        _saved = before._saved;
    }

    /// <summary>Writes what has changed.</summary>
    /// <exception cref="AlertStateException">It could not be kept; the next call tries again.</exception>
    public void Save(DateTimeOffset now)
    {
        var next = new Dictionary<(string, LabelSet), KeptState>(_kept.Count);
        var changes = new List<AlertStateChange>();
        foreach ((string key, AlertingEvaluation rule) in _rules)
        {
            foreach (Alert alert in rule.Alerts)
            {
                KeptState state = KeptState.Of(alert);
                next[(key, alert.Labels)] = state;
                if (!_kept.TryGetValue((key, alert.Labels), out KeptState before) || before != state)
                {
                    changes.Add(new AlertStateChange(key, alert.Labels, alert));
                }
            }
        }

        foreach ((string key, LabelSet labels) in _kept.Keys)
        {
            if (!next.ContainsKey((key, labels)))
            {
                changes.Add(new AlertStateChange(key, labels, null));
            }
        }

        if (changes.Count > 0 || (next.Count > 0 && now - _saved >= SeenInterval))
        {
            _store.Save(now, changes);
            _saved = now;
        }

        _kept = next;
    }

    /// <summary>Forgets the state of all its rules.</summary>
    public void Forget() => _store.Forget([.. Keys]);

    private IReadOnlyList<Alert> Load(string key)
    {
        try
        {
            return _store.Load(key);
        }
        catch (AlertStateException exception) when (exception.InnerException is JsonException)
        {
            // What does not read now never will: without it the next start has nothing to stumble over.
            _store.Forget([key]);
            throw;
        }
    }

    /// <summary>Since when a pending alert counts after a stop, which is not held for it nor against it; null where it begins anew.</summary>
    private static DateTimeOffset? PendingSince(Alert alert, DateTimeOffset stopped, DateTimeOffset now, TimeSpan tolerance)
    {
        TimeSpan down = now > stopped ? now - stopped : TimeSpan.Zero;
        return down > tolerance ? null : alert.ActiveAt + down;
    }

    private readonly record struct KeptState(AlertState State, DateTimeOffset Active, DateTimeOffset? Fired, DateTimeOffset? Resolved, DateTimeOffset? Kept)
    {
        public static KeptState Of(Alert alert) => new(alert.State, alert.ActiveAt, alert.FiredAt, alert.ResolvedAt, alert.KeptSince);
    }
}
