using Vigia.Testing;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Interop.Tests.Metrics;

/// <summary>A Prometheus and a monitor that are sent the same samples.</summary>
public sealed class MetricPair : IAsyncLifetime
{
    /// <summary>Samples of one series in one request.</summary>
    private const int Piece = 20;

    private readonly TemporaryDirectory _folder = new();
    private bool _isWritten;
    private PrometheusServer? _prometheus;
    private MonitorProcess? _monitor;

    public HttpClient Prometheus => _prometheus!.Client;

    public HttpClient Monitor => _monitor!.Client;

    public string MonitorToken => _monitor!.Setup.Token;

    public async ValueTask InitializeAsync()
    {
        _prometheus = await PrometheusServer.StartAsync();
        _monitor = await MonitorProcess.StartAsync(await MonitorProcess.PrepareAsync(_folder.Path, settings: ["Monitor:Metrics:Retention=00:00:00"]));
    }

    /// <summary>Writes to both where nothing was written yet: for tests of many cases over the same samples.</summary>
    public async Task WriteOnceAsync(IReadOnlyList<WrittenSeries> series, CancellationToken cancellationToken)
    {
        if (!_isWritten)
        {
            _isWritten = true;
            await WriteAsync(series, cancellationToken);
        }
    }

    /// <summary>Writes to both, all series a little further each time, as Prometheus takes nothing that is much older than its newest sample.</summary>
    public async Task WriteAsync(IReadOnlyList<WrittenSeries> series, CancellationToken cancellationToken)
    {
        int longest = series.Max(each => each.Samples.Count);
        for (int at = 0; at < longest; at += Piece)
        {
            WrittenSeries[] piece =
                [.. series.Select(each => each with { Samples = [.. each.Samples.Skip(at).Take(Piece)] }).Where(each => each.Samples.Count > 0)];
            foreach (HttpClient client in new[] { Prometheus, Monitor })
            {
                using HttpContent body = RemoteWriteMessage.Create(piece);
                using HttpResponseMessage answer = await client.PostAsync("/api/v1/write", body, cancellationToken);
                Assert.True(answer.IsSuccessStatusCode, $"{client.BaseAddress}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_monitor is not null)
        {
            await _monitor.DisposeAsync();
        }

        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }

        _folder.Dispose();
    }
}
