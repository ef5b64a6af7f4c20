using Vigia.Console.Dashboards.Frames;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>How often values fall into buckets of the same width: <c>xMin</c>, <c>xMax</c> and a count for each field, or one for all.</summary>
internal static class HistogramTransformation
{
    private const int DefaultBuckets = 30;
    private const int MaxBuckets = 10_000;

    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        (Frame Frame, FrameField Field)[] fields = [.. frames.SelectMany(static frame => frame.Fields.Where(static field => field.Type == FieldType.Number).Select(field => (frame, field)))];
        double[][] values = [.. fields.Select(static one => one.Field.Column.Numbers.ToArray().Where(double.IsFinite).ToArray())];
        double[] all = [.. values.SelectMany(static one => one)];
        if (all.Length == 0)
        {
            return [];
        }

        (double min, double max) = (all.Min(), all.Max());
        double size = options.Number("bucketSize") is { } wanted and > 0 ? wanted : Nice((max - min) / (options.Number("bucketCount") is { } count and >= 1 ? count : DefaultBuckets));
        if ((max - min) / size > MaxBuckets)
        {
            context.Notice($"histogram: more than {MaxBuckets} buckets; the bucket size is widened.");
            size = Nice((max - min) / DefaultBuckets);
        }

        double offset = options.Number("bucketOffset") ?? 0;
        double first = (Math.Floor((min - offset) / size) * size) + offset;
        int buckets = (int)Math.Floor((max - first) / size) + 1;
        double[] Count(IEnumerable<double> from)
        {
            var counts = new double[buckets];
            foreach (double value in from)
            {
                counts[Math.Clamp((int)Math.Floor((value - first) / size), 0, buckets - 1)]++;
            }

            return counts;
        }

        FrameField[] counted = options.Flag("combine")
            ? [new FrameField { Name = "count", Column = FieldColumn.OfNumbers(Count(all)) }]
            : [.. fields.Select((one, i) => one.Field with { Renamed = FieldNames.Of(one.Field, one.Frame, frames), Column = FieldColumn.OfNumbers(Count(values[i])) })];
        return
        [
            new Frame
            {
                RefId = frames[0].RefId,
                Fields =
                [
                    new FrameField { Name = "xMin", Column = FieldColumn.OfNumbers(Enumerable.Range(0, buckets).Select(i => first + (i * size)).ToArray()) },
                    new FrameField { Name = "xMax", Column = FieldColumn.OfNumbers(Enumerable.Range(1, buckets).Select(i => first + (i * size)).ToArray()) },
                    .. counted,
                ],
            },
        ];
    }

    /// <summary>1, 2, 2.5, 4 or 5 times a power of ten, not below what is asked.</summary>
    private static double Nice(double size)
    {
        if (size <= 0 || !double.IsFinite(size))
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(size)));
        foreach (double factor in (ReadOnlySpan<double>)[1, 2, 2.5, 4, 5])
        {
            if (factor * power >= size)
            {
                return factor * power;
            }
        }

        return 10 * power;
    }
}
