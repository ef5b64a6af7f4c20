using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.PromQL.Scripts;

/// <summary>Makes native histograms with custom buckets of classic ones, as <c>load_with_nhcb</c> asks.</summary>
internal static class CustomBucketConversion
{
    private static readonly string[] Suffixes = ["_bucket", "_count", "_sum"];

    public static void Add(MemoryMetricSource source, IEnumerable<(LabelSet Labels, IReadOnlyList<SequenceValue> Values)> loaded, long interval)
    {
        var histograms = new Dictionary<(LabelSet Labels, int Index), Classic>();
        foreach ((LabelSet labels, IReadOnlyList<SequenceValue> values) in loaded)
        {
            string name = labels.MetricName;
            string? suffix = Array.Find(Suffixes, end => name.EndsWith(end, StringComparison.Ordinal));
            if (suffix is null)
            {
                continue;
            }

            string bound = labels[LabelNames.Bucket];
            double upper = 0;
            if (suffix == "_bucket" && !ValueScanner.TryParse(bound, out upper))
            {
                continue;
            }

            LabelSet key = labels.With(LabelNames.MetricName, name[..^suffix.Length]).Without(LabelNames.Bucket);
            for (int i = 0; i < values.Count; i++)
            {
                SequenceValue value = values[i];
                if (value.IsOmitted || value.Histogram is not null)
                {
                    continue;
                }

                if (!histograms.TryGetValue((key, i), out Classic? classic))
                {
                    histograms[(key, i)] = classic = new Classic();
                }

                classic.Set(suffix, upper, value.Value);
            }
        }

        foreach (((LabelSet labels, int index), Classic classic) in histograms.OrderBy(static entry => entry.Key.Index))
        {
            if (classic.ToHistogram() is { } histogram)
            {
                source.Add(labels, index * interval, histogram);
            }
        }
    }

    private sealed class Classic
    {
        private readonly SortedDictionary<double, double> _buckets = [];
        private double? _count;
        private double _sum;

        public void Set(string suffix, double upper, double value)
        {
            switch (suffix)
            {
                case "_bucket": _buckets[upper] = value; break;
                case "_count": _count = value; break;
                default: _sum = value; break;
            }
        }

        public NativeHistogram? ToHistogram()
        {
            if (_buckets.Count == 0)
            {
                return null;
            }

            double count = _count ?? _buckets.Values.Last();
            _buckets.TryAdd(double.PositiveInfinity, count);
            double[] bounds = [.. _buckets.Keys.Where(double.IsFinite)];
            double[] counts = new double[_buckets.Count];
            double before = 0;
            int next = 0;
            foreach (double cumulative in _buckets.Values)
            {
                if (cumulative < before)
                {
                    throw new ScriptException(string.Create(
                        CultureInfo.InvariantCulture, $"buckets of a classic histogram are not cumulative: {cumulative} behind {before}"));
                }

                counts[next++] = cumulative - before;
                before = cumulative;
            }

            return Histograms.HistogramArithmetic.Compact(new NativeHistogram
            {
                Schema = NativeHistogram.CustomBucketsSchema,
                Count = count,
                Sum = _sum,
                CustomValues = bounds,
                PositiveSpans = [new BucketSpan(0, (uint)counts.Length)],
                PositiveBuckets = counts,
            });
        }
    }
}
