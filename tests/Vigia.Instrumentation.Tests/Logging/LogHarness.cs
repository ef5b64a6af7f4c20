using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Testing;
using Xunit;

namespace Vigia.Instrumentation.Tests.Logging;

/// <summary>A logger factory over the real provider, with a file of its own and a clock that stands still.</summary>
internal sealed class LogHarness : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly MemoryStream _stdout = new();
    private readonly ILoggerFactory _factory;
    private bool _ended;

    public LogHarness(Action<LogOptions>? configure = null, StdoutTarget? stdout = null, bool textStdout = false)
    {
        var options = new LogOptions { Path = _directory["logs/integracao.log"] };
        configure?.Invoke(options);
        Path = options.Path;
        Registry = new MetricRegistry();
        Time = new FakeTimeProvider(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
        stdout ??= textStdout ? new StdoutTarget(_stdout, AsText: true, Colours: false) : null;
        Provider = new JsonLoggerProvider("integracao", options, new LogMetrics(Registry), Time, stdout);
        _factory = LoggerFactory.Create(builder =>
        {
            builder.SetMinimumLevel(LogLevel.Trace);
            builder.AddProvider(Provider);
        });
        Logger = _factory.CreateLogger("Vigia.Integration.Processing.MessageProcessor");
    }

    public string Path { get; }

    public MetricRegistry Registry { get; }

    public FakeTimeProvider Time { get; }

    public JsonLoggerProvider Provider { get; }

    public ILogger Logger { get; }

    public ILogger Category(string name) => _factory.CreateLogger(name);

    /// <summary>Ends the log, so that all is written, and returns the file's text.</summary>
    public string End()
    {
        if (!_ended)
        {
            _ended = true;
            _factory.Dispose();
            Provider.Dispose();
        }

        return File.Exists(Path) ? File.ReadAllText(Path, new UTF8Encoding(false, throwOnInvalidBytes: true)) : "";
    }

    public string Stdout()
    {
        End();
        return Encoding.UTF8.GetString(_stdout.ToArray());
    }

    public List<JsonElement> Lines() =>
        [.. End().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    public JsonElement Line() => Assert.Single(Lines());

    public double Metric(string name, IReadOnlyList<string> labels, params string[] values) =>
        Registry.CreateCounter(name, "", labels).WithLabels(values).Value;

    public double Dropped(string level, string reason = "full", string output = "file") =>
        Metric("log_lines_dropped_total", ["reason", "level", "output"], reason, level, output);

    public double FormatErrors => Registry.CreateCounter("log_format_errors_total", "").Value;

    public void Dispose()
    {
        End();
        _directory.Dispose();
    }
}
