using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Relabeling;

namespace Vigia.Server.RemoteWrite;

/// <summary>The labels that series leave with: external ones joined, rules applied. Keeps what it worked out. Not thread-safe.</summary>
internal sealed class OutgoingLabels(TappedMetricSink sink, LabelSet external, IReadOnlyList<RelabelRule> rules)
{
    // About 100 bytes each; past it all are worked out anew.
    private const int MaxKnown = 200_000;

    private readonly Dictionary<SeriesRef, LabelSet?> _known = [];
    private readonly LabelBuilder _labels = new();

    /// <summary>The labels; null where a rule drops the series, or it is no more.</summary>
    public LabelSet? Of(SeriesRef series)
    {
        if (!_known.TryGetValue(series, out LabelSet? labels))
        {
            if (_known.Count >= MaxKnown)
            {
                _known.Clear();
            }

            _known[series] = labels = Make(series);
        }

        return labels;
    }

    private LabelSet? Make(SeriesRef series)
    {
        if (sink.Labels(series) is not { } own)
        {
            return null;
        }

        _labels.Reset(own);
        foreach (Label label in external.Span)
        {
            if (!own.Contains(label.Name))
            {
                _labels.Set(label.Name, label.Value);
            }
        }

        return Relabeler.Apply(rules, _labels) && _labels.Build() is { Count: > 0 } labels ? labels : null;
    }
}
