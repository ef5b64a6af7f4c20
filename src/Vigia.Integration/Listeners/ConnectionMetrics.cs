using System.Collections.Concurrent;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Integration.Listeners;

/// <summary>Counts one protocol's connections. Thread safe.</summary>
internal sealed class ConnectionMetrics
{
    private readonly Gauge _active;
    private readonly Counter _opened;
    private readonly Counter _closed;
    private readonly MetricFamily<Counter> _errors;
    private readonly ConcurrentDictionary<string, Counter> _errorsByType = new(StringComparer.Ordinal);
    private readonly string _protocol;

    public ConnectionMetrics(ServiceMetrics metrics, string protocol)
    {
        _protocol = protocol;
        _active = metrics.ActiveConnections.WithLabels(protocol);
        _opened = metrics.ConnectionsOpened.WithLabels(protocol);
        _closed = metrics.ConnectionsClosed.WithLabels(protocol);
        _errors = metrics.ConnectionErrors;
        Failure("timeout");
        Failure("reset");
    }

    public void Opened()
    {
        _opened.Increment();
        _active.Increment();
    }

    public void Closed()
    {
        _closed.Increment();
        _active.Decrement();
    }

    /// <summary>A connection failed or broke.</summary>
    /// <param name="type">From a fixed set in snake case: timeout, reset, protocol, tls, refused, limit, slow.</param>
    public void Failed(string type) => Failure(type).Increment();

    private Counter Failure(string type) => _errorsByType.GetOrAdd(type, static (t, self) => self._errors.WithLabels(self._protocol, t), this);
}
