using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Logging.Export;
using Vigia.Instrumentation.Logging.Lines;
using Vigia.Instrumentation.Logging.Sinks;

namespace Vigia.Instrumentation.Logging;

/// <summary>
/// Writes events as the guide's JSON lines to a rotating file and to the standard output, and hands them to OTLP, all
/// without secrets. Lines are formatted by the thread that logs and written by one thread per output.
/// </summary>
/// <remarks>Thread safe. Logging never throws and, unless told to block, never waits. Disposing writes what is buffered.</remarks>
[ProviderAlias("Vigia")]
internal sealed class JsonLoggerProvider : ILoggerProvider, ISupportExternalScope
{
    [ThreadStatic]
    private static LogScratch? _scratch;

    private readonly string _service;
    private readonly LogOptions _options;
    private readonly LineShape _shape;
    private readonly JsonLineFormatter _json;
    private readonly TerminalFormatter? _stdoutFormatter;
    private readonly LinePump? _file;
    private readonly LinePump? _stdout;
    private readonly OtlpLogSender? _otlp;
    private readonly LineSource _ownSource;

    /// <param name="service">The service's name.</param>
    /// <param name="options">Validated settings.</param>
    /// <param name="metrics">What the log counts of itself.</param>
    /// <param name="time">The clock of timestamps.</param>
    /// <param name="stdout">The standard output; null where nothing goes there.</param>
    /// <param name="otlp">Where records are exported to, if anywhere; owned.</param>
    public JsonLoggerProvider(
        string service, LogOptions options, LogMetrics metrics, TimeProvider time, StdoutTarget? stdout = null, Func<LineShape, OtlpLogSender>? otlp = null)
    {
        _service = service;
        _options = options;
        _shape = new LineShape(options, time, metrics);
        _json = new JsonLineFormatter(_shape);
        _ownSource = new LineSource(service, "log");
        if (stdout is not null)
        {
            _stdoutFormatter = stdout.AsText ? new TerminalFormatter(_shape, stdout.Colours) : null;
            _stdout = new LinePump(new StandardOutput(stdout.Stream), PumpOptions("stdout", TimeSpan.Zero, static _ => { }), metrics);
        }

        if (options.Path.Length > 0)
        {
            var file = new RotatingFile(options.Path, options.MaxBytes, options.BackupCount, time, success => (success ? metrics.Rotations : metrics.WriteErrors("file")).Increment());
            _file = new LinePump(file, PumpOptions("file", options.WhenFull == LogFullMode.Block ? options.BlockTimeout : TimeSpan.Zero, ReportFileFailure), metrics);
        }

        _otlp = otlp?.Invoke(_shape);
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandledException;
    }

    public IExternalScopeProvider? Scopes { get; private set; }

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => Scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) =>
        new JsonLogger(this, new LineSource(_service, ComponentOf(categoryName)), _otlp?.CreateLogger(categoryName));

    public void Write<TState>(
        LineSource source, ILogger? otlp, LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        LogScratch scratch = Rent();
        try
        {
            scratch.Event.Capture(SeverityOf(level), eventId, state, exception, formatter, Scopes);
            Send(scratch, source, otlp, level, eventId);
        }
        catch (Exception e)
        {
            WriteFailure(scratch, source, e);
        }
        finally
        {
            Return(scratch);
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandledException;
        _file?.Dispose();
        _stdout?.Dispose();
        _otlp?.Dispose();
    }

    private static LogSeverity SeverityOf(LogLevel level) => level switch
    {
        LogLevel.Information => LogSeverity.Info,
        LogLevel.Warning => LogSeverity.Warning,
        LogLevel.Error => LogSeverity.Error,
        LogLevel.Critical => LogSeverity.Critical,
        _ => LogSeverity.Debug,
    };

    private void Send(LogScratch scratch, LineSource source, ILogger? otlp, LogLevel level, EventId eventId)
    {
        LogEvent @event = scratch.Event;
        if (@event.Failure is not null)
        {
            _shape.Metrics.FormatErrors.Increment();
        }

        JsonText line = scratch.Line;
        if (_file is not null || (_stdout is not null && _stdoutFormatter is null))
        {
            line.Clear();
            _json.Format(line, @event, source);
            _file?.Add(line.Written, @event.Severity);
            if (_stdoutFormatter is null)
            {
                _stdout?.Add(line.Written, @event.Severity);
            }
        }

        if (_stdoutFormatter is not null)
        {
            line.Clear();
            _stdoutFormatter.Format(line, @event, source);
            _stdout!.Add(line.Written, @event.Severity);
        }

        if (otlp is not null)
        {
            _otlp!.Send(otlp, level, eventId, @event, source.Component);
        }
    }

    /// <summary>An event that cannot be written still leaves a line that says so.</summary>
    private void WriteFailure(LogScratch scratch, LineSource source, Exception failure)
    {
        _shape.Metrics.FormatErrors.Increment();
        try
        {
            scratch.Event.Clear();
            scratch.Event.Capture(
                LogSeverity.Error, default, failure.GetType().Name, null, static (type, _) => $"Linha de log não formatada: {type}", scopes: null);
            Send(scratch, source, otlp: null, LogLevel.Error, default);
        }
        catch (Exception)
        {
            // The caller must not fail for its log. The failure is counted above and once more here.
            _shape.Metrics.FormatErrors.Increment();
        }
    }

    private LogScratch Rent()
    {
        LogScratch? scratch = _scratch;
        if (scratch is null || scratch.IsBusy || !ReferenceEquals(scratch.Shape, _shape))
        {
            scratch = new LogScratch(_shape);
            _scratch ??= scratch;
        }

        scratch.IsBusy = true;
        return scratch;
    }

    private static void Return(LogScratch scratch)
    {
        scratch.Event.Clear();
        scratch.IsBusy = false;
        _scratch = scratch.IsWorthKeeping ? scratch : null;
    }

    private string ComponentOf(string category)
    {
        string? best = null;
        foreach (string prefix in _options.Components.Keys)
        {
            bool matches = category.StartsWith(prefix, StringComparison.Ordinal) && (category.Length == prefix.Length || category[prefix.Length] == '.');
            if (matches && prefix.Length > (best?.Length ?? -1))
            {
                best = prefix;
            }
        }

        return best is null ? SnakeCase.Component(category) : _options.Components[best];
    }

    private LinePumpOptions PumpOptions(string name, TimeSpan blockTimeout, Action<Exception> failed) =>
        new(name, _options.BufferBytes, _options.BufferLines, blockTimeout, _options.FlushInterval, _options.ShutdownTimeout, lost => FormatLost(name, lost), failed);

    private byte[] FormatLost(string output, long[] lost)
    {
        List<KeyValuePair<string, object?>> fields = [new("output", output), new("lost", lost.Sum())];
        for (int i = 0; i < lost.Length; i++)
        {
            fields.Add(new($"lost_{LineSource.LevelNames[i].ToLowerInvariant()}", lost[i]));
        }

        return FormatOwn(output, LogSeverity.Warning, fields, "Linhas de log perdidas: buffer cheio");
    }

    private byte[] FormatOwn(string output, LogSeverity severity, List<KeyValuePair<string, object?>> fields, string message)
    {
        var @event = new LogEvent(_shape);
        @event.Capture(severity, default, fields, null, (_, _) => message, scopes: null);
        var line = new JsonText(512);
        IEventFormatter formatter = output == "stdout" && _stdoutFormatter is not null ? _stdoutFormatter : _json;
        formatter.Format(line, @event, _ownSource);
        return line.Written.ToArray();
    }

    private void ReportFileFailure(Exception failure)
    {
        List<KeyValuePair<string, object?>> fields = [new("path", _options.Path), new("error", failure.Message)];
        _stdout?.Add(FormatOwn("stdout", LogSeverity.Error, fields, "Falha ao gravar o arquivo de log; nova tentativa em instantes"), LogSeverity.Error);
    }

    private void OnProcessExit(object? sender, EventArgs e) => Dispose();

    private void OnUnhandledException(object sender, UnhandledExceptionEventArgs e)
    {
        if (e.IsTerminating)
        {
            Dispose();
        }
    }
}
