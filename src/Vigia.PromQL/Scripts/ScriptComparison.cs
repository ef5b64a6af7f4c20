using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Functions;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax.Printing;

namespace Vigia.PromQL.Scripts;

/// <summary>Compares what came with what was expected, with promqltest's tolerance.</summary>
internal static class ScriptComparison
{
    private const double Tolerance = 0.000001;
    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>What differs; null where nothing does.</summary>
    public static string? Compare(EvalCommand eval, QueryValue value) => value switch
    {
        StringValue text => eval.Text == text.Text ? null : $"expected the text {eval.Text ?? "(none)"}, got {text.Text}",
        ScalarValue scalar => CompareScalar(eval, scalar),
        VectorValue vector => CompareVector(eval, vector),
        MatrixValue matrix => CompareMatrix(eval, matrix),
        _ => "a value of an unknown kind",
    };

    private static string? CompareScalar(EvalCommand eval, ScalarValue scalar)
    {
        if (eval.Scalar is not { } expected)
        {
            return $"expected a vector or nothing, got the scalar {NumberText.Format(scalar.Value)}";
        }

        return AreAlmostEqual(expected.Value, scalar.Value) ? null
            : $"expected {NumberText.Format(expected.Value)}, got {NumberText.Format(scalar.Value)}";
    }

    private static string? CompareVector(EvalCommand eval, VectorValue vector)
    {
        if (eval.Scalar is not null || eval.Text is not null || eval.RangeVector is not null)
        {
            return "expected another kind of value, got an instant vector";
        }

        for (int i = 0; i < eval.Series.Count; i++)
        {
            (LabelSet labels, IReadOnlyList<SequenceValue> values) = eval.Series[i];
            int at = vector.Samples.ToList().FindIndex(sample => sample.Labels.Equals(labels));
            if (at < 0)
            {
                return $"expected {labels}, but it is missing; got {vector.Samples.Count} series: {string.Join(", ", vector.Samples.Take(10).Select(static sample => sample.Labels))}";
            }

            if (eval.IsOrdered && at != i)
            {
                return string.Create(CultureInfo.InvariantCulture, $"expected {labels} at place {i}, got it at {at}");
            }

            if (values.Count != 1)
            {
                return $"expected one value for {labels}";
            }

            VectorSample sample = vector.Samples[at];
            if (Difference(values[0], sample.Value, sample.Histogram) is { } difference)
            {
                return $"{labels}: {difference}";
            }
        }

        VectorSample? unexpected = vector.Samples.Count > eval.Series.Count
            ? vector.Samples.First(sample => !eval.Series.Exists(expected => expected.Labels.Equals(sample.Labels))) : null;
        return unexpected is { } extra ? $"unexpected {extra.Labels} {Text(extra.Value, extra.Histogram)}" : null;
    }

    private static string? CompareMatrix(EvalCommand eval, MatrixValue matrix)
    {
        if (eval.Scalar is not null || eval.Text is not null)
        {
            return "expected another kind of value, got a range vector";
        }

        (long start, _, long step) = eval.RangeVector ?? (eval.Start, eval.End, eval.Step);
        if (eval.Step == 0 && eval.RangeVector is null)
        {
            return "an instant query gave a range vector; say: expect range vector from START to END step STEP";
        }

        foreach ((LabelSet labels, IReadOnlyList<SequenceValue> values) in eval.Series)
        {
            MatrixSeries? series = matrix.Series.FirstOrDefault(series => series.Labels.Equals(labels));
            if (series is null)
            {
                return $"expected {labels}, but it is missing; got {string.Join(", ", matrix.Series.Take(10).Select(static series => series.Labels))}";
            }

            if (CompareSeries(labels, values, series, start, step) is { } difference)
            {
                return difference;
            }
        }

        MatrixSeries? unexpected = matrix.Series.FirstOrDefault(series => !eval.Series.Exists(expected => expected.Labels.Equals(series.Labels)));
        return unexpected is null ? null : $"unexpected {unexpected.Labels}";
    }

    private static string? CompareSeries(LabelSet labels, IReadOnlyList<SequenceValue> values, MatrixSeries series, long start, long step)
    {
        int next = 0;
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].IsOmitted)
            {
                continue;
            }

            long time = start + (i * step);
            if (next >= series.Timestamps.Length || series.Timestamps.Span[next] != time)
            {
                string found = next < series.Timestamps.Length ? $"the next is at {series.Timestamps.Span[next]}" : "there are no more";
                return string.Create(CultureInfo.InvariantCulture, $"{labels}: expected a sample at {time} ms, {found}");
            }

            NativeHistogram? histogram = series.Histograms.IsEmpty ? null : series.Histograms.Span[next];
            if (Difference(values[i], series.Values.Span[next], histogram) is { } difference)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{labels} at {time} ms: {difference}");
            }

            next++;
        }

        return next == series.Timestamps.Length ? null
            : string.Create(CultureInfo.InvariantCulture, $"{labels}: unexpected sample at {series.Timestamps.Span[next]} ms");
    }

    private static string? Difference(SequenceValue expected, double value, NativeHistogram? histogram)
    {
        bool isSame = (expected.Histogram is null) == (histogram is null)
            && (expected.Histogram is null || histogram is null ? AreAlmostEqual(expected.Value, value) : AreAlmostEqual(expected, histogram));
        return isSame ? null : $"expected {Text(expected.Value, expected.Histogram)}, got {Text(value, histogram)}";
    }

    private static bool AreAlmostEqual(SequenceValue expected, NativeHistogram actual)
    {
        NativeHistogram wanted = HistogramArithmetic.Compact(expected.Histogram!);
        NativeHistogram found = HistogramArithmetic.Compact(actual);
        return (!expected.HasHint || wanted.ResetHint == found.ResetHint)
            && wanted.Schema == found.Schema
            && wanted.ZeroThreshold == found.ZeroThreshold
            && AreAlmostEqual(wanted.Count, found.Count)
            && AreAlmostEqual(wanted.Sum, found.Sum)
            && AreAlmostEqual(wanted.ZeroCount, found.ZeroCount)
            && wanted.CustomValues.AsSpan().SequenceEqual(found.CustomValues)
            && wanted.PositiveSpans.AsSpan().SequenceEqual(found.PositiveSpans)
            && wanted.NegativeSpans.AsSpan().SequenceEqual(found.NegativeSpans)
            && AreAlmostEqual(wanted.PositiveBuckets, found.PositiveBuckets)
            && AreAlmostEqual(wanted.NegativeBuckets, found.NegativeBuckets);
    }

    private static bool AreAlmostEqual(double[] expected, double[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!AreAlmostEqual(expected[i], actual[i]))
            {
                return false;
            }
        }

        return expected.Length == actual.Length;
    }

    private static bool AreAlmostEqual(double expected, double actual)
    {
        if (StaleMarker.Is(expected) || StaleMarker.Is(actual))
        {
            return StaleMarker.Is(expected) && StaleMarker.Is(actual);
        }

        if (expected.Equals(actual) || expected == actual)
        {
            return true;
        }

        double sum = Math.Abs(expected) + Math.Abs(actual);
        double difference = Math.Abs(expected - actual);
        return expected == 0 || actual == 0 || sum < SmallestNormal
            ? difference < Tolerance * SmallestNormal
            : difference / Math.Min(sum, double.MaxValue) < Tolerance;
    }

    private static string Text(double value, NativeHistogram? histogram) =>
        histogram is null ? NumberText.Format(value) : $"{HistogramText.Format(histogram)} (schema {histogram.Schema}, hint {histogram.ResetHint}, zero threshold {NumberText.Format(histogram.ZeroThreshold)})";
}
