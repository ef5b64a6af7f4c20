using System.Globalization;
using Vigia.Model.Metrics;

namespace Vigia.PromQL.Scripts;

/// <summary>Histograms in the series notation: <c>schema:1 sum:2 count:3 z_bucket:1 z_bucket_w:0.1 offset:0 buckets:[1 2]}}</c>.</summary>
internal static class HistogramNotation
{
    /// <summary>Reads behind the opening braces and takes the closing ones.</summary>
    public static (NativeHistogram Histogram, bool HasHint) Read(ValueScanner scanner)
    {
        int schema = 0, offset = 0, negativeOffset = 0;
        double sum = 0, count = 0, zeroCount = 0, zeroWidth = 0;
        double[] buckets = [], negativeBuckets = [], custom = [];
        CounterReset hint = CounterReset.Unknown;
        bool hasHint = false;
        while (true)
        {
            if (!scanner.SkipSpace())
            {
                throw new ScriptException("a histogram is not closed by }}");
            }

            if (scanner.TryTake("}}"))
            {
                break;
            }

            string key = scanner.TakeWord();
            if (key.Length == 0 || !scanner.TryTake(":"))
            {
                throw new ScriptException($"expected a histogram's field and a colon: {scanner.Rest}");
            }

            switch (key)
            {
                case "schema": schema = (int)scanner.TakeNumber(); break;
                case "sum": sum = scanner.TakeNumber(); break;
                case "count": count = scanner.TakeNumber(); break;
                case "z_bucket": zeroCount = scanner.TakeNumber(); break;
                case "z_bucket_w": zeroWidth = scanner.TakeNumber(); break;
                case "offset": offset = (int)scanner.TakeNumber(); break;
                case "n_offset": negativeOffset = (int)scanner.TakeNumber(); break;
                case "buckets": buckets = List(scanner); break;
                case "n_buckets": negativeBuckets = List(scanner); break;
                case "custom_values": custom = List(scanner); break;
                case "counter_reset_hint":
                    hint = Hint(scanner.TakeWord());
                    hasHint = true;
                    break;
                default: throw new ScriptException($"unknown field of a histogram: {key}");
            }
        }

        if (schema is not (NativeHistogram.CustomBucketsSchema or (>= -4 and <= 8)))
        {
            throw new ScriptException(string.Create(CultureInfo.InvariantCulture, $"unknown histogram schema {schema}"));
        }

        var histogram = new NativeHistogram
        {
            Schema = schema,
            ResetHint = hint,
            Sum = sum,
            Count = count,
            ZeroCount = zeroCount,
            ZeroThreshold = zeroWidth,
            CustomValues = custom,
            PositiveSpans = buckets.Length == 0 ? [] : [new BucketSpan(offset, (uint)buckets.Length)],
            PositiveBuckets = buckets,
            NegativeSpans = negativeBuckets.Length == 0 ? [] : [new BucketSpan(negativeOffset, (uint)negativeBuckets.Length)],
            NegativeBuckets = negativeBuckets,
        };
        return (histogram, hasHint);
    }

    private static CounterReset Hint(string word) => word switch
    {
        "unknown" => CounterReset.Unknown,
        "reset" => CounterReset.Reset,
        "not_reset" => CounterReset.NotReset,
        "gauge" => CounterReset.Gauge,
        _ => throw new ScriptException($"unknown counter reset hint {word}"),
    };

    private static double[] List(ValueScanner scanner)
    {
        if (!scanner.TryTake("["))
        {
            throw new ScriptException($"expected [: {scanner.Rest}");
        }

        string[] parts = scanner.TakeUntil(']').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(parts, static part =>
            ValueScanner.TryParse(part, out double value) ? value : throw new ScriptException($"expected a number: {part}"));
    }
}
