using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Scraping;
using Vigia.Server.Scraping.Cache;
using Vigia.Server.Scraping.Cardinality;

namespace Vigia.Benchmarks.Exposition;

/// <summary>One sample of a target with 5,000 series of 4 labels, from the text to the sink: of a first scrape, and of one whose lines are known.</summary>
[MemoryDiagnoser]
public class ScrapedSampleBenchmarks
{
    private const int Series = 5000;

    private readonly SampleBatch _batch = new(8192);
    private readonly byte[][] _texts = [Text(1), Text(2)];
    private readonly ScrapeMetrics _metrics = new(new MetricRegistry());
    private readonly ScrapeAppender _known;
    private long _timestamp;

    public ScrapedSampleBenchmarks()
    {
        _known = Open();
        Append(_known);
        Append(_known);
    }

    [Benchmark(OperationsPerInvoke = Series)]
    public void FirstScrape() => Append(Open());

    [Benchmark(OperationsPerInvoke = Series, Baseline = true)]
    public void KnownLines() => Append(_known);

    private static byte[] Text(int scrape)
    {
        var text = new StringBuilder();
        for (int family = 0; family < 50; family++)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP http_requests_{family}_total The requests of this kind.\n# TYPE http_requests_{family}_total counter\n");
            for (int i = 0; i < Series / 50; i++)
            {
                double value = i % 4 == 0 ? (i * 977.25) + scrape : (i * 12_345) + scrape;
                text.Append(CultureInfo.InvariantCulture, $"http_requests_{family}_total{{method=\"GET\",path=\"/api/v1/items/{i}\",status=\"200\",zone=\"eu-west-1a\"}} {value}\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private ScrapeAppender Open()
    {
        var guard = new CardinalityGuard(new CardinalityOptions(), new MetricRegistry(), NullLogger<CardinalityGuard>.Instance);
        var job = new ScrapeConfiguration { JobName = "j", Interval = TimeSpan.FromSeconds(15), Timeout = TimeSpan.FromSeconds(10) };
        return new ScrapeAppender(new NullSink(), new SampleRules(LabelSet.Of(("job", "j"), ("instance", "i:80")), job), guard, guard.Open("j", "i"), _metrics);
    }

    private void Append(ScrapeAppender appender)
    {
        _timestamp += 15_000;
        appender.Append(_texts[_timestamp / 15_000 % 2], ScrapeFormat.Text, _timestamp, _batch);
    }
}
