using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Interop.Tests.RemoteWrite;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Scraping;
using Vigia.Server.Scraping.Cache;
using Vigia.Server.Scraping.Cardinality;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Interop.Tests.Scraping;

/// <summary>What a real Prometheus exposes of itself, in both formats that it has.</summary>
public sealed class PrometheusExpositionTests
{
    [Fact]
    public async Task Append_InTextAndProtobuf_IsTheSameSeries()
    {
        await using PrometheusServer prometheus = await PrometheusServer.StartAsync("global: { scrape_interval: 1h }\n");
        IReadOnlyList<string> text = await ScrapeAsync(prometheus, ScrapeProtocol.Text004, ScrapeFormat.Text);
        IReadOnlyList<string> protobuf = await ScrapeAsync(prometheus, ScrapeProtocol.Protobuf, ScrapeFormat.Protobuf);
        Assert.True(text.Count > 300, $"only {text.Count} series");

        // It counts its answers: the later one may have more to tell.
        Assert.Empty(text.Except(protobuf));
    }

    private static async Task<IReadOnlyList<string>> ScrapeAsync(PrometheusServer prometheus, ScrapeProtocol protocol, ScrapeFormat format)
    {
        byte[] body = [];
        for (int i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("metrics", UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Accept", AcceptText.Write([protocol], "allow-utf-8"));
            using HttpResponseMessage answer = await prometheus.Client.SendAsync(request);
            Assert.Equal(format, AcceptText.Format(answer.Content.Headers.GetValues("Content-Type").Single(), null));
            body = await answer.Content.ReadAsByteArrayAsync();
        }

        var sink = new InMemoryMetricSink();
        var guard = new CardinalityGuard(new CardinalityOptions(), new MetricRegistry(), NullLogger<CardinalityGuard>.Instance);
        var job = new ScrapeConfiguration { JobName = "j", Interval = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromSeconds(1) };
        var appender = new ScrapeAppender(sink, new SampleRules(LabelSet.Of(("job", "j")), job), guard, guard.Open("j", "i"), new ScrapeMetrics(new MetricRegistry()));
        appender.Append(body, format, 1000, new SampleBatch());
        return [.. sink.AllSeries.Select(static series => series.ToString())];
    }
}
