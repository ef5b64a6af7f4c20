using System.Globalization;
using Vigia.Model.Metrics;
using Vigia.Server.Alerting.Templates.Formatting;

namespace Vigia.Server.Alerting.Rules.UnitTests.Text;

/// <summary>Native histograms in the notation of series, without what is 0 and in one way only, so that equal ones have equal texts.</summary>
internal static class HistogramNotationText
{
    private const int MaxBuckets = 10_000;

    public static string Format(NativeHistogram histogram)
    {
        var parts = new List<string>();
        if (histogram.Schema != 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"schema:{histogram.Schema}"));
        }

        AddNumber(parts, "count", histogram.Count);
        AddNumber(parts, "sum", histogram.Sum);
        AddNumber(parts, "z_bucket", histogram.ZeroCount);
        AddNumber(parts, "z_bucket_w", histogram.ZeroThreshold);
        if (histogram.CustomValues.Length > 0)
        {
            parts.Add($"custom_values:[{List(histogram.CustomValues)}]");
        }

        string? hint = histogram.ResetHint switch
        {
            CounterReset.Reset => "reset",
            CounterReset.NotReset => "not_reset",
            CounterReset.Gauge => "gauge",
            _ => null,
        };
        if (hint is not null)
        {
            parts.Add($"counter_reset_hint:{hint}");
        }

        AddBuckets(parts, "offset", "buckets", histogram.PositiveSpans, histogram.PositiveBuckets);
        AddBuckets(parts, "n_offset", "n_buckets", histogram.NegativeSpans, histogram.NegativeBuckets);
        return $"{{{{{string.Join(' ', parts)}}}}}";
    }

    private static void AddNumber(List<string> parts, string key, double value)
    {
        if (value != 0)
        {
            parts.Add($"{key}:{GoFloat.Format(value, 'g', -1)}");
        }
    }

    /// <summary>One run from the first to the last bucket that holds anything.</summary>
    private static void AddBuckets(List<string> parts, string offsetKey, string bucketsKey, BucketSpan[] spans, double[] counts)
    {
        var found = new SortedDictionary<int, double>();
        int index = 0;
        int next = 0;
        foreach (BucketSpan span in spans)
        {
            index += span.Offset;
            for (uint i = 0; i < span.Length; i++, index++, next++)
            {
                if (counts[next] != 0)
                {
                    found[index] = counts[next];
                }
            }
        }

        if (found.Count == 0)
        {
            return;
        }

        int first = found.Keys.First();
        int last = found.Keys.Last();
        if (first != 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{offsetKey}:{first}"));
        }

        // Buckets that are far apart stay as pairs: a run of zeros between them would fill the memory.
        parts.Add(last - first < MaxBuckets
            ? $"{bucketsKey}:[{List(Enumerable.Range(first, last - first + 1).Select(at => found.GetValueOrDefault(at)))}]"
            : $"{bucketsKey}:[{string.Join(' ', found.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={GoFloat.Format(pair.Value, 'g', -1)}")))}]");
    }

    private static string List(IEnumerable<double> values) => string.Join(' ', values.Select(static value => GoFloat.Format(value, 'g', -1)));
}
