using System.Globalization;
using System.Text.Json;
using Vigia.Testing;

namespace Vigia.Interop.Tests.RemoteWrite;

/// <summary>A real VictoriaMetrics with a folder of its own.</summary>
internal sealed class VictoriaMetricsServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder;
    private readonly ExternalProcess _process;

    private VictoriaMetricsServer(TemporaryDirectory folder, ExternalProcess process, Uri address)
    {
        (_folder, _process) = (folder, process);
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public static async Task<VictoriaMetricsServer> StartAsync()
    {
        var folder = new TemporaryDirectory();
        var address = new Uri($"http://127.0.0.1:{ExternalProcess.FreePort()}/");
        ExternalProcess process = await ExternalProcess.StartAsync(
            "victoria-metrics",
            [$"-storageDataPath={folder["data"]}", $"-httpListenAddr={address.Authority}", "-search.latencyOffset=0s", "-memory.allowedBytes=64MB", "-retentionPeriod=100y"],
            new Uri(address, "health"),
            workingDirectory: folder.Path);
        return new VictoriaMetricsServer(folder, process, address);
    }

    /// <summary>Lets queries see what came last, which waits in memory.</summary>
    public async Task FlushAsync()
    {
        using HttpResponseMessage flushed = await Client.GetAsync(new Uri("internal/force_flush", UriKind.Relative));
        flushed.EnsureSuccessStatusCode();
    }

    /// <summary>The samples of the only series of a selector, as they came.</summary>
    public async Task<IReadOnlyList<(long Timestamp, double Value)>> SamplesAsync(string selector)
    {
        using JsonDocument series = JsonDocument.Parse(
            await Client.GetStringAsync(new Uri($"api/v1/export?match[]={Uri.EscapeDataString(selector)}", UriKind.Relative)));
        return
        [
            .. series.RootElement.GetProperty("timestamps").EnumerateArray().Zip(
                series.RootElement.GetProperty("values").EnumerateArray(), static (time, value) => (time.GetInt64(), value.GetDouble())),
        ];
    }

    /// <summary>The values of a query at a time, in seconds, by their labels as JSON.</summary>
    public async Task<IReadOnlyDictionary<string, double>> ValuesAsync(string query, long time)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"api/v1/query?time={time}&query={Uri.EscapeDataString(query)}");
        using JsonDocument answer = JsonDocument.Parse(await Client.GetStringAsync(new Uri(path, UriKind.Relative)));
        return answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().ToDictionary(
            static series => series.GetProperty("metric").GetRawText(),
            static series => series.GetProperty("value")[1].GetString() switch
            {
                "+Inf" => double.PositiveInfinity,
                var number => double.Parse(number!, CultureInfo.InvariantCulture),
            });
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
