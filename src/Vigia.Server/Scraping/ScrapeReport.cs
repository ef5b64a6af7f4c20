using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Scraping.Cache;

namespace Vigia.Server.Scraping;

/// <summary>The series that each scrape writes of itself: <c>up</c> and the rest. Not thread-safe.</summary>
internal sealed class ScrapeReport(IMetricSink sink, LabelSet target, bool withExtra)
{
    private static readonly string[] Names =
    [
        "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added",
        "scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes",
    ];

    private const int PlainCount = 5;

    private readonly SampleBatch _batch = new(Names.Length);
    private readonly SeriesRef[] _series = new SeriesRef[withExtra ? Names.Length : PlainCount];

    /// <summary>Writes them.</summary>
    public void Write(long timestamp, bool isUp, TimeSpan duration, ScrapeCounts counts, TimeSpan timeout, int sampleLimit, double bodyBytes)
    {
        ReadOnlySpan<double> values =
            [isUp ? 1 : 0, duration.TotalSeconds, counts.Scraped, counts.Kept, counts.SeriesAdded, timeout.TotalSeconds, sampleLimit, bodyBytes];
        Append(timestamp, values);
    }

    /// <summary>Marks their ends, when the target is gone.</summary>
    public void End(long timestamp)
    {
        if (_series[0].IsNone)
        {
            return;
        }

        Span<double> values = stackalloc double[Names.Length];
        values.Fill(StaleMarker.Value);
        Append(timestamp, values);
    }

    private void Append(long timestamp, ReadOnlySpan<double> values)
    {
        for (int attempt = 0; attempt < 2; attempt++)
        {
            _batch.Clear();
            for (int i = 0; i < _series.Length; i++)
            {
                if (_series[i].IsNone)
                {
                    _series[i] = sink.Resolve(target.With(LabelNames.MetricName, Names[i]));
                }

                _batch.Add(_series[i], timestamp, values[i]);
            }

            sink.Append(_batch);
            if (!_batch.Status.Contains(AppendStatus.UnknownSeries))
            {
                return;
            }

            // The sink forgot some: they are made anew, once.
            Array.Clear(_series);
        }
    }
}
