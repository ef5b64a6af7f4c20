using Vigia.Instrumentation.Metrics;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Metrics;

/// <summary><c>promtool check metrics</c>: 0 is accepted, 1 is a syntax error, 3 is accepted with remarks on naming.</summary>
public sealed class PromtoolTests
{
    [Fact]
    public async Task CheckMetrics_OurOwnMetrics_AreAcceptedWithoutARemark()
    {
        var registry = new MetricRegistry();
        GuideObservations.Apply(new ServiceMetrics(registry), GuideObservations.Make());
        ExternalResult result = await CheckAsync(await PythonClientTests.TextAsync(registry, ExpositionFormat.PrometheusText));
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task CheckMetrics_WholeService_IsValidAndRemarksAreOnForeignNamesAlone()
    {
        await using InstrumentedApp app = await InstrumentedApp.StartAsync();
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri(app.Address, "/metrics"));
        ExternalResult result = await CheckAsync(await client.GetStringAsync(new Uri(app.Address, "/metrics")));
        Assert.True(result.ExitCode is 0 or 3, result.Error);

        // node_exporter's and .NET's names are theirs; what is ours follows the rules.
        foreach (string remark in (result.Output + result.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string metric = remark.Split(' ')[0];
            Assert.True(
                Array.Exists(["node_memory_", "dotnet_", "aspnetcore_", "kestrel_", "http_"], prefix => metric.StartsWith(prefix, StringComparison.Ordinal)),
                remark);
        }
    }

    [Fact]
    public async Task CheckMetrics_BrokenText_IsRefused()
    {
        ExternalResult result = await CheckAsync("# TYPE a counter\na{b=\"c} 1\n");
        Assert.Equal(1, result.ExitCode);
    }

    private static Task<ExternalResult> CheckAsync(string text) => ExternalProcess.RunAsync("promtool", ["check", "metrics"], text);
}
