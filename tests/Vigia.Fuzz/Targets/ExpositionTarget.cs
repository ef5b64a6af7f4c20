using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Fuzz.Inputs;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Exposition;
using Vigia.Server.Scraping;
using Vigia.Server.Scraping.Cache;
using Vigia.Server.Scraping.Cardinality;

namespace Vigia.Fuzz.Targets;

/// <summary>
/// What a target exposes, taken twice: a scrape whose lines are recognised must bring the same as the one that read them. OpenMetrics is checked
/// strictly, too: what the strict check takes, a scrape takes.
/// </summary>
internal sealed class ExpositionTarget(string name, ScrapeFormat format) : IFuzzTarget
{
    private static readonly ScrapeConfiguration Job = new()
    {
        JobName = "j",
        Interval = TimeSpan.FromSeconds(1),
        Timeout = TimeSpan.FromSeconds(1),
        NativeHistograms = true,
        AlwaysClassicHistograms = true,
        HonorTimestamps = false,
    };

    private readonly ScrapeMetrics _metrics = new(new MetricRegistry());

    public string Name => name;

    public int BaseBytes => 512 * 1024;

    // Every two bytes may be a series, with its labels, its line and what is counted of it.
    public int BytesPerInputByte => 4096;

    public void Run(byte[] input)
    {
        var sink = new RecordingSink();
        var guard = new CardinalityGuard(new CardinalityOptions(), new MetricRegistry(), NullLogger<CardinalityGuard>.Instance);
        var appender = new ScrapeAppender(sink, new SampleRules(LabelSet.Of(("job", "j"), ("instance", "i")), Job), guard, guard.Open("j", "i"), _metrics);
        var batch = new SampleBatch();
        string first = Append(appender, sink, input, batch);
        string second = Append(appender, sink, input, batch);
        FuzzFindingException.ThrowIf(first != second, $"at first: {first}; recognised: {second}");
        if (format == ScrapeFormat.OpenMetrics && OpenMetricsCheck.Find(input) is null)
        {
            FuzzFindingException.ThrowIf(first.StartsWith("line", StringComparison.Ordinal), $"the strict check takes what a scrape refuses: {first}");
        }
    }

    private string Append(ScrapeAppender appender, RecordingSink sink, byte[] input, SampleBatch batch)
    {
        try
        {
            appender.Append(input, format, 1000, batch);
            return sink.Take();
        }
        catch (Exception exception) when (exception is ExpositionException or ScrapeException)
        {
            FuzzFindingException.ThrowIf(batch.Count > 0, "a refused scrape leaves samples");
            appender.Fail(1000, batch);
            sink.Take();
            return exception.Message;
        }
    }
}
