using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Scraping;
using Vigia.Server.Scraping.Cache;
using Vigia.Server.Scraping.Cardinality;
using Vigia.Testing.Metrics;

namespace Vigia.Server.Tests.Scraping;

/// <summary>One target's appender, without its network.</summary>
internal sealed class AppenderHarness
{
    private readonly SampleBatch _batch = new();
    private readonly CardinalityGuard _guard;

    public AppenderHarness(string job = "", CardinalityOptions? cardinality = null, ILogger<CardinalityGuard>? logger = null)
    {
        Sink = new InMemoryMetricSink();
        Registry = new MetricRegistry();
        _guard = new CardinalityGuard(cardinality ?? new CardinalityOptions(), Registry, logger ?? NullLogger<CardinalityGuard>.Instance);
        Job = MonitorConfigurationReader.Read($"scrape_configs:\n- job_name: j\n{job}", "/p.yml").ScrapeConfigs[0];
        Appender = Open();
    }

    public InMemoryMetricSink Sink { get; }

    public MetricRegistry Registry { get; }

    public ScrapeConfiguration Job { get; }

    public CardinalityGuard Guard => _guard;

    public ScrapeAppender Appender { get; set; }

    public ScrapeAppender Open() => new(
        Sink, new SampleRules(LabelSet.Of(("job", "j"), ("instance", "i")), Job), _guard, _guard.Open("j", "i"), new ScrapeMetrics(Registry));

    /// <summary>Takes a text; its timestamp is in seconds.</summary>
    public void Append(long seconds, string text, ScrapeFormat format = ScrapeFormat.Text) => Append(seconds, Encoding.UTF8.GetBytes(text), format);

    public void Append(long seconds, byte[] body, ScrapeFormat format) => Appender.Append(body, format, seconds * 1000, _batch);

    public void Fail(long seconds) => Appender.Fail(seconds * 1000, _batch);

    /// <summary>What a series holds, as <c>seconds=value</c>, stale markers as <c>stale</c>.</summary>
    public string Values(string series) => string.Join(' ', Sink.Samples(series).Select(static sample =>
        $"{sample.Timestamp / 1000}={(StaleMarker.Is(sample.Value) ? "stale" : sample.Value.ToString(System.Globalization.CultureInfo.InvariantCulture))}"));
}
