using Vigia.Model.Labels;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Matching;

namespace Vigia.Server.Notifications.Inhibition;

/// <summary>Finds what inhibits an alert. Sources are found by the values of the labels that must be equal. Thread safe.</summary>
internal sealed class Inhibitor
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<InhibitRule> _rules;
    private readonly Dictionary<string, Dictionary<AlertFingerprint, StoredAlert>>[] _sources;

    public Inhibitor(IReadOnlyList<InhibitRule> rules)
    {
        _rules = rules;
        _sources = [.. rules.Select(static _ => new Dictionary<string, Dictionary<AlertFingerprint, StoredAlert>>(StringComparer.Ordinal))];
    }

    /// <summary>Takes an alert's newest state.</summary>
    public void Take(StoredAlert alert)
    {
        lock (_lock)
        {
            for (int i = 0; i < _rules.Count; i++)
            {
                if (_rules[i].Source.MatchesAll(alert.Labels))
                {
                    string key = Key(_rules[i], alert.Labels);
                    if (!_sources[i].TryGetValue(key, out Dictionary<AlertFingerprint, StoredAlert>? sources))
                    {
                        _sources[i][key] = sources = [];
                    }

                    if (!sources.TryGetValue(alert.Fingerprint, out StoredAlert? known) || known.UpdatedAt <= alert.UpdatedAt)
                    {
                        sources[alert.Fingerprint] = alert;
                    }
                }
            }
        }
    }

    /// <summary>The alert that inhibits one with these labels, and by which rule; null where none does.</summary>
    public (InhibitRule Rule, StoredAlert Source)? Find(LabelSet labels, DateTimeOffset now)
    {
        lock (_lock)
        {
            for (int i = 0; i < _rules.Count; i++)
            {
                InhibitRule rule = _rules[i];
                if (!rule.Target.MatchesAll(labels) || !_sources[i].TryGetValue(Key(rule, labels), out Dictionary<AlertFingerprint, StoredAlert>? sources))
                {
                    continue;
                }

                // One that matches both sides is not inhibited by another such, nor by itself.
                bool matchesBoth = rule.Source.MatchesAll(labels);
                foreach (StoredAlert source in sources.Values)
                {
                    if (!source.IsResolvedAt(now) && !(matchesBoth && rule.Target.MatchesAll(source.Labels)))
                    {
                        return (rule, source);
                    }
                }
            }

            return null;
        }
    }

    /// <summary>Forgets sources that no longer fire.</summary>
    public void Maintain(DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (Dictionary<string, Dictionary<AlertFingerprint, StoredAlert>> byKey in _sources)
            {
                foreach ((string key, Dictionary<AlertFingerprint, StoredAlert> sources) in byKey)
                {
                    foreach (AlertFingerprint gone in sources.Values.Where(alert => alert.IsResolvedAt(now)).Select(static alert => alert.Fingerprint).ToArray())
                    {
                        sources.Remove(gone);
                    }

                    if (sources.Count == 0)
                    {
                        byKey.Remove(key);
                    }
                }
            }
        }
    }

    // 0xff stands in no UTF-8 text, and U+FFFF in no label that came as one.
    private static string Key(InhibitRule rule, LabelSet labels) => string.Join('\uffff', rule.Equal.Select(name => labels[name]));
}
