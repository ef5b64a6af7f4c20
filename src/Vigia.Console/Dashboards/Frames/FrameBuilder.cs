using Vigia.Console.Dashboards.Model;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;

namespace Vigia.Console.Dashboards.Frames;

/// <summary>Makes frames of a query's value: a frame for each series, a table of all, or a histogram's buckets.</summary>
internal static class FrameBuilder
{
    /// <summary>Frames of a value.</summary>
    /// <param name="value">What the query evaluated to.</param>
    /// <param name="target">The query as the panel has it.</param>
    /// <param name="legend">Its legend with variables filled in.</param>
    /// <param name="expression">The expression, for series without labels.</param>
    /// <param name="step">Milliseconds between points; a wider gap gets a point without a value. 0 for an instant.</param>
    /// <param name="isOnly">Whether no other query is beside it: its column is then called just <c>Value</c>.</param>
    public static IReadOnlyList<Frame> Build(QueryValue value, PanelTarget target, string legend, string expression, long step, bool isOnly)
    {
        IReadOnlyList<MatrixSeries> series = Series(value);
        return target.Format switch
        {
            "table" => [Table(series, target.RefId, isOnly ? "Value" : "Value #" + target.RefId)],
            "heatmap" => HeatmapFrames.Of(series, target.RefId),
            _ => Each(series, target.RefId, legend, expression, step),
        };
    }

    /// <summary>The times and values with a point without value wherever one or more steps are missing. Copies nothing where none is.</summary>
    public static (ReadOnlyMemory<long> Times, ReadOnlyMemory<double> Values) WithGaps(ReadOnlyMemory<long> times, ReadOnlyMemory<double> values, long step)
    {
        ReadOnlySpan<long> at = times.Span;
        int gaps = 0;
        for (int i = 1; i < at.Length; i++)
        {
            gaps += step > 0 && at[i] - at[i - 1] > step ? 1 : 0;
        }

        if (gaps == 0)
        {
            return (times, values);
        }

        var widerTimes = new long[at.Length + gaps];
        var widerValues = new double[at.Length + gaps];
        int next = 0;
        for (int i = 0; i < at.Length; i++)
        {
            if (i > 0 && at[i] - at[i - 1] > step)
            {
                widerTimes[next] = at[i - 1] + step;
                widerValues[next++] = FieldColumn.Missing;
            }

            widerTimes[next] = at[i];
            widerValues[next++] = values.Span[i];
        }

        return (widerTimes, widerValues);
    }

    private static IReadOnlyList<MatrixSeries> Series(QueryValue value) => value switch
    {
        MatrixValue matrix => matrix.Series,
        VectorValue vector => [.. vector.Samples.Select(static sample => One(sample.Labels, sample.Timestamp, sample.Histogram is { } histogram ? histogram.Count : sample.Value))],
        ScalarValue scalar => [One(LabelSet.Empty, scalar.Timestamp, scalar.Value)],
        _ => [],
    };

    private static MatrixSeries One(LabelSet labels, long time, double value) =>
        new() { Labels = labels, Timestamps = new[] { time }, Values = new[] { value } };

    private static Frame[] Each(IReadOnlyList<MatrixSeries> series, string refId, string legend, string expression, long step)
    {
        var frames = new Frame[series.Count];
        string auto = legend == "__auto" ? Telling(series) : "";
        for (int i = 0; i < frames.Length; i++)
        {
            MatrixSeries one = series[i];
            string name = legend == "__auto"
                ? (auto.Length > 0 ? one.Labels[auto] : one.Labels.Count > 0 ? FieldNames.Series(one.Labels) : expression)
                : LegendText.Of(legend, one.Labels, expression);
            (ReadOnlyMemory<long> times, ReadOnlyMemory<double> values) = WithGaps(one.Timestamps, Numbers(one), step);
            frames[i] = new Frame
            {
                RefId = refId,
                Name = name,
                Fields =
                [
                    new FrameField { Name = "Time", Column = FieldColumn.OfTimes(times) },
                    new FrameField { Name = "Value", Column = FieldColumn.OfNumbers(values), Labels = one.Labels, Legend = name },
                ],
            };
        }

        return frames;
    }

    /// <summary>The one label that all series have and no other; "" where there is no such label.</summary>
    private static string Telling(IReadOnlyList<MatrixSeries> series)
    {
        string name = "";
        foreach (MatrixSeries one in series)
        {
            if (one.Labels.Count != 1 || (name.Length > 0 && one.Labels[0].Name != name))
            {
                return "";
            }

            name = one.Labels[0].Name;
        }

        return name == LabelNames.MetricName ? "" : name;
    }

    /// <summary>A sample that is a native histogram counts as its number of observations.</summary>
    private static ReadOnlyMemory<double> Numbers(MatrixSeries series)
    {
        if (series.Histograms.IsEmpty)
        {
            return series.Values;
        }

        double[] values = series.Values.ToArray();
        ReadOnlySpan<NativeHistogram?> histograms = series.Histograms.Span;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = histograms[i] is { } histogram ? histogram.Count : values[i];
        }

        return values;
    }

    private static Frame Table(IReadOnlyList<MatrixSeries> series, string refId, string valueName)
    {
        int rows = series.Sum(static one => one.Timestamps.Length);
        string[] names = [.. series.SelectMany(static one => one.Labels.Select(static label => label.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var times = new long[rows];
        var values = new double[rows];
        string?[][] labels = [.. names.Select(_ => new string?[rows])];
        int row = 0;
        foreach (MatrixSeries one in series)
        {
            ReadOnlyMemory<double> numbers = Numbers(one);
            for (int i = 0; i < numbers.Length; i++, row++)
            {
                times[row] = one.Timestamps.Span[i];
                values[row] = numbers.Span[i];
                for (int n = 0; n < names.Length; n++)
                {
                    labels[n][row] = one.Labels[names[n]];
                }
            }
        }

        return new Frame
        {
            RefId = refId,
            Fields =
            [
                new FrameField { Name = "Time", Column = FieldColumn.OfTimes(times) },
                .. names.Select((name, n) => new FrameField { Name = name, Column = FieldColumn.OfTexts(labels[n]) }),
                new FrameField { Name = valueName, Column = FieldColumn.OfNumbers(values) },
            ],
        };
    }
}
