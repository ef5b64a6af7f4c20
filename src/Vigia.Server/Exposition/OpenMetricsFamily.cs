using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Server.Exposition;

/// <summary>One family of a text that <see cref="OpenMetricsCheck"/> goes through: what may stand in it, and in which order.</summary>
internal sealed class OpenMetricsFamily(string name)
{
    private static readonly string[] Bare = [""];

    private readonly HashSet<LabelSet> _groups = [];
    private readonly HashSet<LabelSet> _untimed = [];
    private readonly BucketCheck _buckets = new(name);
    private LabelSet? _group;
    private double? _groupTimestamp;
    private MetricType? _type;
    private string? _help;
    private string? _unit;
    private bool _hasSamples;

    public string Name { get; } = name;

    /// <summary>The names that no other family may have.</summary>
    public IEnumerable<string> ClaimedNames => Suffixes.Append("").Distinct().Select(suffix => Name + suffix);

    private string[] Suffixes => _type switch
    {
        MetricType.Counter => ["_total", "_created"],
        MetricType.Summary => ["", "_count", "_sum", "_created"],
        MetricType.Histogram => ["_count", "_sum", "_bucket", "_created"],
        MetricType.GaugeHistogram => ["_gcount", "_gsum", "_bucket"],
        MetricType.Info => ["_info"],
        _ => Bare,
    };

    private bool IsHistogram => _type is MetricType.Histogram or MetricType.GaugeHistogram;

    /// <summary>Whether a sample of this name belongs here.</summary>
    public bool Owns(string sample) =>
        sample.StartsWith(Name, StringComparison.Ordinal) && Suffixes.Contains(sample[Name.Length..], StringComparer.Ordinal);

    public void Describe(ExpositionEntry entry, MetricType type, string text, int line)
    {
        bool isRepeated = entry switch
        {
            ExpositionEntry.Type => _type is not null,
            ExpositionEntry.Help => _help is not null,
            _ => _unit is not null,
        };
        if (isRepeated)
        {
            throw new ExpositionException(line, $"a second {entry.ToString().ToUpperInvariant()} of {Name}");
        }

        if (_hasSamples)
        {
            throw new ExpositionException(line, $"{entry.ToString().ToUpperInvariant()} of {Name} after its samples");
        }

        switch (entry)
        {
            case ExpositionEntry.Type: _type = type; break;
            case ExpositionEntry.Help: _help = text; break;
            default: _unit = text; break;
        }
    }

    public void Take(LabelSet labels, double value, double? timestamp, bool hasExemplar, int line)
    {
        string suffix = labels.MetricName[Name.Length..];
        _hasSamples = true;
        CheckLabels(labels, suffix, value, line);
        LabelSet group = Group(labels, suffix);
        CheckOrder(labels, group, timestamp, line);
        CheckValue(suffix, value, line);
        if (hasExemplar && !(IsHistogram && suffix == "_bucket") && !(_type == MetricType.Counter && suffix == "_total"))
        {
            throw new ExpositionException(line, "only buckets and counters have exemplars");
        }

        if (IsHistogram)
        {
            _buckets.Take(group, timestamp, suffix, suffix == "_bucket" ? labels[LabelNames.Bucket] : "", value, line);
        }
    }

    public void Close(int line)
    {
        if (!string.IsNullOrEmpty(_unit) && _type is MetricType.Info or MetricType.StateSet)
        {
            throw new ExpositionException(line, $"{Name} has a unit, which its type cannot have");
        }

        if (IsHistogram)
        {
            _buckets.Close(line);
        }
    }

    private void CheckLabels(LabelSet labels, string suffix, double value, int line)
    {
        if (_type == MetricType.StateSet && !labels.Contains(Name))
        {
            throw new ExpositionException(line, $"a state set needs the label {Name}");
        }

        if (_type == MetricType.Summary && suffix.Length == 0
            && !(TryBound(labels[LabelNames.Quantile], out double quantile) && quantile is >= 0 and <= 1))
        {
            throw new ExpositionException(line, "a summary's quantile must be a number from 0 to 1");
        }

        if (suffix == "_bucket" && !(TryBound(labels[LabelNames.Bucket], out double bound) && !double.IsNaN(bound)))
        {
            throw new ExpositionException(line, "a bucket needs the label le, a number or +Inf");
        }

        if (IsHistogram && suffix is "_bucket" or "_count" or "_gcount" && Math.Floor(value) != value)
        {
            throw new ExpositionException(line, "a bucket's or a histogram's count must be a whole number");
        }
    }

    /// <summary>A number as a label; infinity only as <c>+Inf</c>.</summary>
    private static bool TryBound(string text, out double bound) =>
        FloatText.TryParseWhole(System.Text.Encoding.UTF8.GetBytes(text), out bound) && (!double.IsPositiveInfinity(bound) || text == "+Inf");

    private LabelSet Group(LabelSet labels, string suffix)
    {
        if (_type == MetricType.Info)
        {
            return LabelSet.Empty;
        }

        LabelSet rest = labels.Without(LabelNames.MetricName);
        return _type switch
        {
            MetricType.Summary when suffix.Length == 0 => rest.Without(LabelNames.Quantile),
            MetricType.StateSet => rest.Without(Name),
            MetricType.Histogram or MetricType.GaugeHistogram when suffix == "_bucket" => rest.Without(LabelNames.Bucket),
            _ => rest,
        };
    }

    private void CheckOrder(LabelSet labels, LabelSet group, double? timestamp, int line)
    {
        if (group.Equals(_group))
        {
            if (timestamp.HasValue != _groupTimestamp.HasValue)
            {
                throw new ExpositionException(line, "one metric has samples with and without timestamps");
            }

            if (timestamp < _groupTimestamp && _type != MetricType.Info)
            {
                throw new ExpositionException(line, "timestamps go backwards");
            }
        }
        else if (!_groups.Add(group))
        {
            throw new ExpositionException(line, "a metric's samples do not stand together");
        }

        if (timestamp is null && !_untimed.Add(labels))
        {
            throw new ExpositionException(line, $"{labels} stands twice");
        }

        (_group, _groupTimestamp) = (group, timestamp);
    }

    private void CheckValue(string suffix, double value, int line)
    {
        string? wrong =
            _type == MetricType.StateSet && value is not (0 or 1) ? "a state set's values are 0 and 1"
            : _type == MetricType.Info && value != 1 ? "an info's value is 1"
            : _type == MetricType.Summary && suffix.Length == 0 && value < 0 ? "a quantile cannot be negative"
            : suffix is "_total" or "_sum" or "_count" or "_bucket" or "_gcount" or "_gsum" && double.IsNaN(value) ? "a count or sum cannot be NaN"
            : suffix is "_total" or "_sum" or "_count" or "_bucket" or "_gcount" && value < 0 ? "a count or sum cannot be negative"
            : null;
        if (wrong is not null)
        {
            throw new ExpositionException(line, wrong);
        }
    }
}
