using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Json;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Reading;
using Vigia.Console.Dashboards.Templating;
using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Benchmarks.Dashboards;

/// <summary>A panel of 200 series with 700 points, from the query's value to the last byte of JSON.</summary>
[MemoryDiagnoser]
public class PanelBenchmarks
{
    private const int SeriesCount = 200;
    private const int Points = 700;
    private const long Step = 30_000;

    private readonly NullStream _stream = new();
    private readonly TemplateValues _values = new(VariableScope.Empty, new QueryRange(0, Points * Step, Step, 4 * Step, TimeZoneInfo.Utc));
    private Panel _panel = null!;
    private MatrixValue _whole = null!;
    private MatrixValue _fractions = null!;
    private byte[] _dashboard = null!;

    [GlobalSetup]
    public void Setup()
    {
        const string panel = """
            {"type": "timeseries", "title": "P", "targets": [{"expr": "x", "refId": "A"}],
             "fieldConfig": {"defaults": {"unit": "s", "custom": {"lineWidth": 1, "fillOpacity": 10, "stacking": {"mode": "none"}}, "thresholds": {"steps": [{"value": null, "color": "green"}]}},
                             "overrides": [{"matcher": {"id": "byRegexp", "options": "/host-1.*/"}, "properties": [{"id": "unit", "value": "bytes"}]}]}}
            """;
        _dashboard = Encoding.UTF8.GetBytes("{\"title\": \"T\", \"panels\": [" + string.Join(',', Enumerable.Repeat(panel, 30)) + "]}");
        _panel = DashboardReader.Read(_dashboard).Panels[0];
        _whole = Matrix(static (series, i) => (series * 100) + i);
        var random = new Random(1);
        _fractions = Matrix((_, _) => random.NextDouble() * 1000);
    }

    [Benchmark(Baseline = true)]
    public Task WholeNumbers() => AnswerAsync(_whole);

    [Benchmark]
    public Task SeventeenDigits() => AnswerAsync(_fractions);

    /// <summary>What it would cost to make an object of each sample and leave the rest to the serializer.</summary>
    [Benchmark]
    public Task SerializedObjects() => JsonSerializer.SerializeAsync(
        _stream, _whole.Series.Select(static series => series.Values.ToArray().Select((value, i) => new object[] { series.Timestamps.Span[i], value }).ToArray()).ToArray());

    [Benchmark]
    public object ReadDashboard() => DashboardReader.Read(_dashboard);

    private async Task AnswerAsync(MatrixValue value)
    {
        IReadOnlyList<Frame> frames = FrameBuilder.Build(value, _panel.Targets[0], "{{instance}}", "x", Step, isOnly: true);
        frames = FieldSettingsResolver.Apply(frames, _panel, _values, static _ => { });
        var pipe = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
        await PanelAnswerWriter.WriteAsync(new ApiJson(pipe), new PanelAnswer { Panel = _panel, Values = _values, Frames = frames }, sharesTimes: true, default);
        await pipe.CompleteAsync();
    }

    private static MatrixValue Matrix(Func<int, int, double> value) => new(
    [
        .. Enumerable.Range(0, SeriesCount).Select(series => new MatrixSeries
        {
            Labels = LabelSet.Of(("instance", FormattableString.Invariant($"host-{series}:9100")), ("job", "node")),
            Timestamps = Enumerable.Range(0, Points).Select(static i => 1_767_225_600_000 + (i * Step)).ToArray(),
            Values = Enumerable.Range(0, Points).Select(i => value(series, i)).ToArray(),
        }),
    ]);

    /// <summary>Takes bytes and forgets them.</summary>
    private sealed class NullStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
