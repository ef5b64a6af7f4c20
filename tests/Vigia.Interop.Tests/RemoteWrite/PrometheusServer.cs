using System.Globalization;
using System.Text.Json;
using Vigia.Testing;

namespace Vigia.Interop.Tests.RemoteWrite;

/// <summary>A real Prometheus with a configuration of the test's.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder;
    private readonly ExternalProcess _process;

    private PrometheusServer(TemporaryDirectory folder, ExternalProcess process, Uri address)
    {
        (_folder, _process) = (folder, process);
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public string Output => _process.Output;

    /// <summary>Starts it; <c>SELF</c> in the configuration becomes its own address.</summary>
    public static async Task<PrometheusServer> StartAsync(string configuration)
    {
        var folder = new TemporaryDirectory();
        var address = new Uri($"http://127.0.0.1:{ExternalProcess.FreePort()}/");
        await File.WriteAllTextAsync(folder["prometheus.yml"], configuration.Replace("SELF", address.Authority, StringComparison.Ordinal));
        ExternalProcess process = await ExternalProcess.StartAsync(
            "prometheus",
            [
                $"--config.file={folder["prometheus.yml"]}", $"--storage.tsdb.path={folder["data"]}", $"--web.listen-address={address.Authority}",
                "--web.enable-remote-write-receiver", "--enable-feature=native-histograms,exemplar-storage",
            ],
            new Uri(address, "-/ready"),
            workingDirectory: folder.Path);
        return new PrometheusServer(folder, process, address);
    }

    /// <summary>The value of the only series of a query; null where there is none.</summary>
    public async Task<double?> ValueAsync(string query)
    {
        using JsonDocument answer = JsonDocument.Parse(await Client.GetStringAsync(new Uri($"api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative)));
        JsonElement result = answer.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0 ? null : double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
