using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Benchmarks.PromQL;

/// <summary>Series as plain arrays, so that a benchmark shows the engine and not a store.</summary>
internal sealed class ArraySource : IMetricSource
{
    private readonly List<(LabelSet Labels, long[] Times, double[] Values)> _series = [];

    public void Add(LabelSet labels, long[] times, double[] values) => _series.Add((labels, times, values));

    public SeriesSelection Select(SeriesQuery query, CancellationToken cancellationToken) =>
        new Selection([.. _series.Where(series => query.Matchers.All(matcher => matcher.Matches(series.Labels[matcher.Name])))]);

    private sealed class Selection((LabelSet Labels, long[] Times, double[] Values)[] series) : SeriesSelection
    {
        public override int Count => series.Length;

        public override LabelSet Labels(int index) => series[index].Labels;

        public override void Read(int index, long minTime, long maxTime, SampleColumns columns)
        {
            (_, long[] times, double[] values) = series[index];
            int from = Array.BinarySearch(times, minTime);
            from = from < 0 ? ~from : from;
            int to = Array.BinarySearch(times, maxTime);
            to = to < 0 ? ~to : to + 1;
            if (to > from)
            {
                columns.Reserve(to - from, out Span<long> timestamps, out Span<double> room);
                times.AsSpan(from, to - from).CopyTo(timestamps);
                values.AsSpan(from, to - from).CopyTo(room);
                columns.Commit(to - from);
            }
        }
    }
}
