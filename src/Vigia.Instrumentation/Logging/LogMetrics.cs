using Vigia.Instrumentation.Logging.Lines;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Instrumentation.Logging;

/// <summary>What the log tells about itself.</summary>
internal sealed class LogMetrics
{
    private readonly MetricFamily<Counter> _written;
    private readonly MetricFamily<Counter> _bytes;
    private readonly MetricFamily<Counter> _errors;
    private readonly MetricFamily<Counter> _dropped;

    public LogMetrics(MetricRegistry registry)
    {
        _written = registry.CreateCounter("log_lines_written_total", "Total de linhas de log gravadas", ["output"]);
        _bytes = registry.CreateCounter("log_bytes_written_total", "Total de bytes de log gravados", ["output"]);
        _errors = registry.CreateCounter("log_write_errors_total", "Total de falhas ao gravar o log", ["output"]);
        _dropped = registry.CreateCounter("log_lines_dropped_total", "Total de linhas de log descartadas", ["reason", "level", "output"]);
        FormatErrors = registry.CreateCounter("log_format_errors_total", "Total de valores ou mensagens de log que não puderam ser formatados");
        CacheResets = registry.CreateCounter("log_cache_resets_total", "Total de esvaziamentos dos caches do log por excesso de entradas");
        Rotations = registry.CreateCounter("log_rotations_total", "Total de rotações do arquivo de log");
    }

    public Counter FormatErrors { get; }

    public Counter CacheResets { get; }

    public Counter Rotations { get; }

    public Counter Written(string output) => _written.WithLabels(output);

    public Counter Bytes(string output) => _bytes.WithLabels(output);

    public Counter WriteErrors(string output) => _errors.WithLabels(output);

    /// <summary>One counter per <see cref="LogSeverity"/>.</summary>
    public Counter[] Dropped(string output, string reason) =>
        [.. LineSource.LevelNames.Select(level => _dropped.WithLabels(reason, level, output))];

    /// <summary>The counter where the lines' levels are no longer known.</summary>
    public Counter DroppedOfAnyLevel(string output, string reason) => _dropped.WithLabels(reason, "", output);
}
