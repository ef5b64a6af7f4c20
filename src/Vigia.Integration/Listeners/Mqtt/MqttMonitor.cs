using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>Counts connections and logs what happens to them. Thread safe.</summary>
internal sealed partial class MqttMonitor
{
    private readonly ILogger<MqttMonitor> _logger;
    private readonly Counter _internalErrors;
    private readonly Counter _tlsErrors;
    private readonly LogBudget _budget;

    public MqttMonitor(ServiceMetrics metrics, TimeProvider time, ILogger<MqttMonitor> logger)
    {
        _budget = new LogBudget(time);
        _logger = logger;
        _internalErrors = metrics.Errors.WithLabels("internal", "mqtt_listener");
        _tlsErrors = metrics.SecurityErrors.WithLabels("tls");
        Connections = new ConnectionMetrics(metrics, MqttListener.Name);
    }

    public ConnectionMetrics Connections { get; }

    /// <summary>A client broke the protocol, a limit or a time-out.</summary>
    public void Failed(string failure, string error, string? clientId, string? remoteAddress)
    {
        Connections.Failed(failure);
        if (failure == "tls")
        {
            _tlsErrors.Increment();
        }

        if (_budget.TryTake(out long suppressed))
        {
            using IDisposable? scope = Scope(remoteAddress);
            LogFailed(_logger, failure, error, clientId, suppressed);
        }
    }

    /// <summary>A connection broke off: nothing unusual on a network.</summary>
    public void BrokenOff(string? clientId, string? remoteAddress)
    {
        Connections.Failed("reset");
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            using IDisposable? scope = Scope(remoteAddress);
            LogBrokenOff(_logger, clientId);
        }
    }

    /// <summary>Something went wrong here.</summary>
    public void InternalError(Exception exception, string? clientId, string? remoteAddress)
    {
        _internalErrors.Increment();
        using IDisposable? scope = Scope(remoteAddress);
        LogInternalError(_logger, exception, clientId);
    }

    public void Accepted(string clientId, string subject, int version, string? remoteAddress)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            using IDisposable? scope = Scope(remoteAddress);
            LogAccepted(_logger, clientId, subject, version);
        }
    }

    private IDisposable? Scope(string? remoteAddress) =>
        _logger.BeginScope(new KeyValuePair<string, object?>[] { new("ip", remoteAddress) });

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Conexão MQTT aceita")]
    private static partial void LogAccepted(ILogger logger, string clientId, string subject, int version);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Conexão MQTT encerrada por erro do cliente")]
    private static partial void LogFailed(ILogger logger, string failure, string error, string? clientId, long suppressed);

    [LoggerMessage(EventId = 3, Level = LogLevel.Debug, Message = "Conexão MQTT interrompida")]
    private static partial void LogBrokenOff(ILogger logger, string? clientId);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Erro interno na conexão MQTT")]
    private static partial void LogInternalError(ILogger logger, Exception exception, string? clientId);
}
