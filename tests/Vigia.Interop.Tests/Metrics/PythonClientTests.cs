using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.RegularExpressions;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Metrics.Exposition;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.Metrics;

/// <summary>Debian's <c>python3-prometheus-client</c>, the client of the guide, as the oracle.</summary>
public sealed partial class PythonClientTests
{
    private static readonly string Python = ExternalProcess.FindPython();

    [Theory]
    [InlineData(ExpositionFormat.PrometheusText, false)]
    [InlineData(ExpositionFormat.PrometheusText, true)]
    [InlineData(ExpositionFormat.OpenMetricsText, false)]
    [InlineData(ExpositionFormat.OpenMetricsText, true)]
    public async Task Exposition_SameObservations_EqualsPythonsLineByLine(ExpositionFormat format, bool created)
    {
        IReadOnlyList<(string Metric, string[] Labels, double Value)> observations = GuideObservations.Make();
        ExternalResult python = await ExternalProcess.RunAsync(
            Python,
            [Path.Combine(AppContext.BaseDirectory, "Metrics", "guide_metrics.py"), format == ExpositionFormat.OpenMetricsText ? "openmetrics" : "text"],
            GuideObservations.ToJson(observations),
            environment: new Dictionary<string, string> { ["PROMETHEUS_DISABLE_CREATED_SERIES"] = created ? "False" : "True" });
        Assert.True(python.ExitCode == 0, python.Error);

        var registry = new MetricRegistry(new MetricsOptions { CreatedSeries = created, Exemplars = false });
        GuideObservations.Apply(new ServiceMetrics(registry), observations);
        SortedDictionary<string, string> expected = Families(python.Output);
        SortedDictionary<string, string> actual = Families(await TextAsync(registry, format));
        Assert.Equal(created && format == ExpositionFormat.PrometheusText ? 17 : 10, expected.Count);
        foreach ((string family, string lines) in expected)
        {
            Assert.Equal(lines, actual[family]);
        }
    }

    [Fact]
    public async Task Floats_OfEveryMagnitude_AreWrittenAsPythonDoes()
    {
        var random = new Random(7);
        double[] values =
        [
            .. Enumerable.Range(0, 5_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))),
            .. Enumerable.Range(0, 5_000).Select(_ => Math.Round(Math.Pow(10, (random.NextDouble() * 24) - 7), random.Next(6))),
            .. Enumerable.Range(-20, 40).SelectMany(e => new[] { Math.Pow(10, e), -Math.Pow(10, e), 1.5 * Math.Pow(10, e) }),
            0, -0.0, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
        ];
        ExternalResult python = await ExternalProcess.RunAsync(
            Python,
            ["-c", "import sys, struct\nfrom prometheus_client.utils import floatToGoString\nfor l in sys.stdin: print(floatToGoString(struct.unpack('>d', bytes.fromhex(l.strip()))[0]))"],
            string.Concat(values.Select(value => BitConverter.DoubleToInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture) + "\n")));
        Assert.True(python.ExitCode == 0, python.Error);
        Assert.Equal(python.Output.TrimEnd('\n').Split('\n'), values.Select(Written));
    }

    [Theory]
    [InlineData(ExpositionFormat.PrometheusText, "prometheus_client.parser")]
    [InlineData(ExpositionFormat.OpenMetricsText, "prometheus_client.openmetrics.parser")]
    public async Task Exposition_WithExemplarsAndCreationTimes_IsReadByPythonsStrictParser(ExpositionFormat format, string parser)
    {
        var registry = new MetricRegistry(new MetricsOptions { CreatedSeries = true });
        using (Activity activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C))
        {
            activity.ActivityTraceFlags = ActivityTraceFlags.Recorded;
            activity.Start();
            GuideObservations.Apply(new ServiceMetrics(registry), GuideObservations.Make());
        }

        ExternalResult python = await ExternalProcess.RunAsync(
            Python,
            ["-c", $"import sys\nfrom {parser} import text_string_to_metric_families as parse\nfor f in parse(sys.stdin.read()):\n  for s in f.samples: print(s.name, s.exemplar is not None)"],
            await TextAsync(registry, format));
        Assert.True(python.ExitCode == 0, python.Error);
        Assert.Contains("messages_processed_total ", python.Output, StringComparison.Ordinal);
        bool open = format == ExpositionFormat.OpenMetricsText;
        Assert.Equal(open, python.Output.Contains("request_latency_seconds_bucket True", StringComparison.Ordinal));
        Assert.Equal(open, python.Output.Contains("errors_total True", StringComparison.Ordinal));
    }

    internal static async Task<string> TextAsync(MetricRegistry registry, ExpositionFormat format)
    {
        using var stream = new MemoryStream();
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await registry.WriteAsync(writer, format);
        await writer.CompleteAsync();
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Each family's lines: the header as it is, the samples in order of text; times of creation masked.</summary>
    private static SortedDictionary<string, string> Families(string text)
    {
        var families = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string block in text.Replace("# EOF\n", "", StringComparison.Ordinal).Split("# HELP ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = block.TrimEnd('\n').Split('\n');
            IEnumerable<string> samples = lines.Skip(2).Select(line => Created().Replace(line, "$1 TIME")).Order(StringComparer.Ordinal);
            families.Add(lines[0].Split(' ')[0], string.Join('\n', lines.Take(2).Concat(samples)));
        }

        return families;
    }

    private static string Written(double value)
    {
        Span<byte> text = stackalloc byte[GoFloat.MaxLength];
        return Encoding.ASCII.GetString(text[..GoFloat.Write(value, text)]);
    }

    [GeneratedRegex(@"^(\w+_created(?:\{.*\})?) \S+$")]
    private static partial Regex Created();
}
