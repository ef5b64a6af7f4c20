using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Fuzz.Inputs;

/// <summary>A sink that gives out series and remembers a summary of what came.</summary>
internal sealed class RecordingSink : IMetricSink
{
    private readonly Dictionary<LabelSet, SeriesRef> _series = [];
    private readonly List<LabelSet> _labels = [];

    /// <summary>Floats, histograms and exemplars that came since the last <see cref="Take"/>, order and all.</summary>
    private HashCode _came;
    private int _count;

    public SeriesRef Resolve(LabelSet labels)
    {
        if (!_series.TryGetValue(labels, out SeriesRef series))
        {
            FuzzOrder(labels);
            _labels.Add(labels);
            _series.Add(labels, series = new SeriesRef((ulong)_labels.Count));
        }

        return series;
    }

    public LabelSet? Labels(SeriesRef series) => series.Value - 1 < (ulong)_labels.Count ? _labels[(int)series.Value - 1] : null;

    public int Append(SampleBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            _came.Add(batch.Series[i]);
            _came.Add(BitConverter.DoubleToInt64Bits(batch.Values[i]));
            _count++;
        }

        foreach (HistogramSample sample in batch.Histograms)
        {
            _came.Add(sample.Series);
            _came.Add(sample.Histogram);
            _count++;
        }

        foreach ((SeriesRef series, Exemplar exemplar) in batch.Exemplars)
        {
            _came.Add(series);
            _came.Add(exemplar.Value);
        }

        return 0;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void SetMetadata(string family, MetricMetadata metadata)
    {
    }

    /// <summary>What came since the last time, as one text.</summary>
    public string Take()
    {
        string came = $"{_count} samples, {_came.ToHashCode()}";
        (_came, _count) = (default, 0);
        return came;
    }

    private static void FuzzOrder(LabelSet labels)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            bool isProper = labels[i].Value.Length > 0 && (i == 0 || string.CompareOrdinal(labels[i - 1].Name, labels[i].Name) < 0);
            Targets.FuzzFindingException.ThrowIf(!isProper, $"labels that are no set: {labels}");
        }
    }
}
