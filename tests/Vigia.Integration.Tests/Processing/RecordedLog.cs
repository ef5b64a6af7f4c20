using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Vigia.Integration.Tests.Processing;

/// <summary>Keeps what is logged, with the scopes it was logged in.</summary>
internal sealed class RecordedLog : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<Line> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    internal sealed record Line(
        string Category, LogLevel Level, string Message, IReadOnlyDictionary<string, object?> Details, IReadOnlyDictionary<string, object?> Context);

    private sealed class Logger(RecordedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var context = new Dictionary<string, object?>(StringComparer.Ordinal);
            log._scopes.ForEachScope(
                static (scope, into) =>
                {
                    foreach ((string key, object? value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    {
                        into[key] = value;
                    }
                },
                context);
            var details = (state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                .Where(static pair => pair.Key != "{OriginalFormat}")
                .ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
            log.Lines.Enqueue(new Line(category, logLevel, formatter(state, exception), details, context));
        }
    }
}
