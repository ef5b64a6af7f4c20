using System.Globalization;
using Vigia.Testing;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Interop.Tests.Metrics;

/// <summary><c>promtool query</c>, asked of the monitor and of a real Prometheus with the same samples, prints the same. 2.42 takes credentials in the address alone.</summary>
public sealed class PromtoolQueryTests(MetricPair pair) : IClassFixture<MetricPair>, IAsyncLifetime
{
    private const long Start = 1_700_000_000;

    public async ValueTask InitializeAsync() => await pair.WriteOnceAsync(
        [
            .. Enumerable.Range(0, 3).Select(i => new WrittenSeries(
                [("__name__", "tool_total"), ("instance", $"i-{i}")], [.. Enumerable.Range(0, 20).Select(n => ((Start * 1000) + (n * 15_000L) + 1, (n * 0.1) + i))])),
        ],
        TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("instant", "--time=1700000200", "SERVER", "tool_total")]
    [InlineData("instant", "--time=1700000200", "SERVER", "max(rate(tool_total[1m]))")]
    [InlineData("instant", "--time=1700000200", "SERVER", "tool_total[1m]")]
    [InlineData("instant", "--time=1700000200", "SERVER", "1e21")]
    [InlineData("instant", "--time=1700000200", "SERVER", "\"text\"")]
    [InlineData("instant", "--time=1700000200", "SERVER", "sum(")]
    [InlineData("range", "--start=1700000000", "--end=1700000200", "--step=20s", "SERVER", "tool_total * 2")]
    [InlineData("range", "--start=1700000000", "--end=1700000200", "--step=20s", "SERVER", "nothing")]
    [InlineData("series", "--match=tool_total", "--match={instance=\"i-1\"}", "--start=1700000000", "--end=1700000200", "SERVER")]
    [InlineData("series", "--match={}", "SERVER")]
    [InlineData("labels", "--start=1700000000", "--end=1700000200", "SERVER", "instance")]
    [InlineData("labels", "SERVER", "nothing")]
    public async Task Query_OfTheMonitor_PrintsWhatPrometheusMakesItPrint(params string[] arguments)
    {
        ExternalResult expected = await RunAsync(arguments, pair.Prometheus.BaseAddress!, "");
        ExternalResult actual = await RunAsync(arguments, pair.Monitor.BaseAddress!, $"any:{pair.MonitorToken}@");

        Assert.Equal(expected.ExitCode, actual.ExitCode);
        Assert.Equal(Lines(expected.Output), Lines(actual.Output));

        // An error's kind is the API's; its wording is the server's.
        Assert.Equal(Kind(expected.Error), Kind(actual.Error));
    }

    [Fact]
    public async Task Query_WrongToken_IsRefused()
    {
        ExternalResult result = await RunAsync(["instant", "SERVER", "1"], pair.Monitor.BaseAddress!, $"any:{pair.MonitorToken[..^1]}x@");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("401", result.Error, StringComparison.Ordinal);
    }

    private static Task<ExternalResult> RunAsync(string[] arguments, Uri server, string credentials)
    {
        string address = string.Create(CultureInfo.InvariantCulture, $"http://{credentials}{server.Authority}");
        return ExternalProcess.RunAsync(
            "promtool",
            ["query", .. arguments.Select(argument => argument == "SERVER" ? address : argument)],
            cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>The order of series is not defined; what belongs to one stays together in a block or a line.</summary>
    private static IEnumerable<string> Lines(string output) => output.Split('\n').Order(StringComparer.Ordinal);

    private static string Kind(string error) => error.Split(':', 3) is [var first, var second, ..] ? $"{first}:{second}" : error;
}
