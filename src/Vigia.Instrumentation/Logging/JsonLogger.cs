using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Logging.Lines;

namespace Vigia.Instrumentation.Logging;

/// <summary>The log of one category.</summary>
internal sealed class JsonLogger(JsonLoggerProvider provider, LineSource source, ILogger? otlp) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => provider.Scopes?.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel != LogLevel.None)
        {
            provider.Write(source, otlp, logLevel, eventId, state, exception, formatter);
        }
    }
}
