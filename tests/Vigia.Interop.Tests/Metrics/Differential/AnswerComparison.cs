using System.Globalization;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>Compares two answers to one query: same status, same series, same times, and values that differ by no more than rounding.</summary>
internal sealed class AnswerComparison(RandomQuery query, double absoluteTolerance)
{
    public const double Relative = 1e-12;

    /// <summary>What differs first; null where nothing does.</summary>
    public string? Difference(Answer prometheus, Answer monitor)
    {
        if (KnownDifferences.NegatedSeriesThatNeverMeet(query.Text, prometheus, monitor))
        {
            return null;
        }

        if (!prometheus.IsSuccess || !monitor.IsSuccess)
        {
            return !prometheus.IsSuccess && !monitor.IsSuccess && KnownDifferences.SameFailure(prometheus.Status, prometheus.Root, monitor.Status, monitor.Root)
                ? null
                : $"status {prometheus.Status} and {monitor.Status}";
        }

        if (prometheus.Type != monitor.Type)
        {
            return $"type {prometheus.Type} and {monitor.Type}";
        }

        if (KnownDifferences.TiesOfTopk(query.Text))
        {
            return CompareValues(prometheus, monitor);
        }

        return IsSorted && prometheus.Type == "vector" ? CompareOrder(prometheus, monitor) ?? CompareSeries(prometheus, monitor) : CompareSeries(prometheus, monitor);
    }

    private bool IsSorted => query.Text.StartsWith("sort", StringComparison.Ordinal);

    private string? CompareSeries(Answer prometheus, Answer monitor)
    {
        var expected = prometheus.Series().ToDictionary(series => series.Labels, series => series.Samples, StringComparer.Ordinal);
        foreach ((string labels, IReadOnlyList<(decimal Time, double Value)> samples) in monitor.Series())
        {
            if (!expected.Remove(labels, out IReadOnlyList<(decimal Time, double Value)>? wanted))
            {
                return $"{{{labels}}} is in the monitor's answer alone, or twice";
            }

            if (!samples.Select(sample => sample.Time).SequenceEqual(wanted.Select(sample => sample.Time)))
            {
                return $"{{{labels}}} has samples at {Times(wanted)} and at {Times(samples)}";
            }

            foreach (((decimal time, double value), double other) in wanted.Zip(samples.Select(sample => sample.Value)))
            {
                if (!AreSame(value, other))
                {
                    return string.Create(CultureInfo.InvariantCulture, $"{{{labels}}} @{time} is {value:R} and {other:R}");
                }
            }
        }

        return expected.Count == 0 ? null : $"{{{expected.Keys.First()}}} is in Prometheus' answer alone";
    }

    /// <summary>The values at each time as sets, whichever series they belong to.</summary>
    private string? CompareValues(Answer prometheus, Answer monitor)
    {
        ILookup<decimal, double> Values(Answer answer) => answer.Series().SelectMany(series => series.Samples).ToLookup(sample => sample.Time, sample => sample.Value);
        ILookup<decimal, double> expected = Values(prometheus), found = Values(monitor);
        foreach (decimal time in expected.Concat(found).Select(group => group.Key).Distinct())
        {
            if (!AreSame(expected[time].Order(), found[time].Order()))
            {
                return $"values @{time}";
            }
        }

        return null;
    }

    private string? CompareOrder(Answer prometheus, Answer monitor) =>
        AreSame(prometheus.Series().Select(series => series.Samples[0].Value), monitor.Series().Select(series => series.Samples[0].Value)) ? null : "order";

    private bool AreSame(IEnumerable<double> one, IEnumerable<double> other)
    {
        double[] left = [.. one], right = [.. other];
        return left.Length == right.Length && left.Zip(right).All(pair => AreSame(pair.First, pair.Second));
    }

    private bool AreSame(double one, double other) =>
        one.Equals(other) || one == other
        || (double.IsFinite(one) && double.IsFinite(other)
            && Math.Abs(one - other) <= Math.Max(absoluteTolerance, Relative * Math.Max(Math.Abs(one), Math.Abs(other))));

    private static string Times(IEnumerable<(decimal Time, double Value)> samples) => string.Join(' ', samples.Select(sample => sample.Time.ToString(CultureInfo.InvariantCulture)));
}
