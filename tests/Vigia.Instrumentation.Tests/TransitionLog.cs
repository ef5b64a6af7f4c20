using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Vigia.Instrumentation.Tests;

/// <summary>What the runner logs when a check's status changes: the signal that tests wait for.</summary>
internal sealed class TransitionLog : ILoggerProvider, ILogger
{
    private readonly Channel<(string Check, string Status)> _transitions = Channel.CreateUnbounded<(string, string)>();

    public ILogger CreateLogger(string categoryName) => this;

    public async Task WaitForAsync(string check, string status)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await _transitions.Reader.ReadAsync(limit.Token) != (check, status))
        {
        }
    }

    public bool TryRead(out (string Check, string Status) transition) => _transitions.Reader.TryRead(out transition);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values
            && values.FirstOrDefault(pair => pair.Key == "Check").Value is string check
            && values.FirstOrDefault(pair => pair.Key == "Status").Value is string status)
        {
            _transitions.Writer.TryWrite((check, status));
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }
}
