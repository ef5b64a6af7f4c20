using System.Globalization;
using Vigia.Model.Queries;

namespace Vigia.Console.Dashboards.Frames;

/// <summary>
/// Classic buckets for a heatmap: one frame with a field for each <c>le</c>, in order of the bounds, holding what fell between it and the bound
/// below; series that differ in other labels are added. Series without <c>le</c> are left out.
/// </summary>
internal static class HeatmapFrames
{
    private const string BoundLabel = "le";

    public static IReadOnlyList<Frame> Of(IReadOnlyList<MatrixSeries> series, string refId)
    {
        if (series.Count == 0)
        {
            return [];
        }

        long[] times = [.. series.SelectMany(static one => one.Timestamps.ToArray()).Distinct().Order()];
        var columns = new SortedDictionary<double, (string Name, double[] Values)>();
        foreach (MatrixSeries one in series)
        {
            string bound = one.Labels[BoundLabel];
            if (!TryBound(bound, out double upper))
            {
                continue;
            }

            if (!columns.TryGetValue(upper, out (string Name, double[] Values) column))
            {
                column = (bound, new double[times.Length]);
                Array.Fill(column.Values, FieldColumn.Missing);
                columns.Add(upper, column);
            }

            Add(one, times, column.Values);
        }

        Subtract([.. columns.Values.Select(static column => column.Values)]);
        return
        [
            new Frame
            {
                RefId = refId,
                Fields =
                [
                    new FrameField { Name = "Time", Column = FieldColumn.OfTimes(times) },
                    .. columns.Values.Select(static column => new FrameField
                    {
                        Name = column.Name,
                        Legend = column.Name,
                        Column = FieldColumn.OfNumbers(column.Values),
                        Labels = Vigia.Model.Labels.LabelSet.Of((BoundLabel, column.Name)),
                    }),
                ],
            },
        ];
    }

    private static void Add(MatrixSeries series, long[] times, double[] into)
    {
        ReadOnlySpan<long> at = series.Timestamps.Span;
        ReadOnlySpan<double> values = series.Values.Span;
        int row = 0;
        for (int i = 0; i < at.Length; i++)
        {
            while (times[row] < at[i])
            {
                row++;
            }

            into[row] = FieldColumn.IsMissing(into[row]) ? values[i] : into[row] + values[i];
        }
    }

    /// <summary>Cumulative counts to those of each bucket; what rounding makes negative is 0.</summary>
    private static void Subtract(double[][] columns)
    {
        for (int c = columns.Length - 1; c > 0; c--)
        {
            for (int row = 0; row < columns[c].Length; row++)
            {
                if (!FieldColumn.IsMissing(columns[c][row]) && !FieldColumn.IsMissing(columns[c - 1][row]))
                {
                    columns[c][row] = Math.Max(0, columns[c][row] - columns[c - 1][row]);
                }
            }
        }
    }

    private static bool TryBound(string text, out double bound)
    {
        bound = double.PositiveInfinity;
        return text is "+Inf" or "Inf" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out bound);
    }
}
