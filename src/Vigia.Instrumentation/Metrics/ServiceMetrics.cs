namespace Vigia.Instrumentation.Metrics;

/// <summary>
/// The metrics of the monitoring guide, with its names, labels, help texts and buckets, and those that the guide's
/// dashboards need beside them. One instance per <see cref="MetricRegistry"/>; thread safe.
/// </summary>
public sealed class ServiceMetrics
{
    /// <summary>Creates all of them in <paramref name="registry"/>.</summary>
    public ServiceMetrics(MetricRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        MessagesProcessed = registry.CreateCounter("messages_processed_total", "Total de mensagens processadas", ["protocol", "status"]);
        Errors = registry.CreateCounter("errors_total", "Total de erros", ["type", "source"]);
        AuthAttempts = registry.CreateCounter("auth_attempts_total", "Total de tentativas de autenticação", ["success"]);
        QueueSize = registry.CreateGauge("queue_size", "Tamanho atual da fila de mensagens");
        ActiveConnections = registry.CreateGauge("active_connections", "Número de conexões ativas", ["protocol"]);
        MemoryUsage = registry.CreateGauge("memory_usage_bytes", "Uso de memória em bytes");
        ProcessingTime = registry.CreateHistogram("message_processing_seconds", "Tempo de processamento das mensagens", [0.1, 0.5, 1.0, 2.0, 5.0]);
        RequestLatency = registry.CreateHistogram("request_latency_seconds", "Latência das requisições", [0.01, 0.05, 0.1, 0.5, 1.0], ["endpoint"]);
        RequestSize = registry.CreateSummary("request_size_bytes", "Tamanho das requisições");
        ResponseSize = registry.CreateSummary("response_size_bytes", "Tamanho das respostas");

        ConnectionsOpened = registry.CreateCounter("connections_opened_total", "Total de conexões abertas", ["protocol"]);
        ConnectionsClosed = registry.CreateCounter("connections_closed_total", "Total de conexões fechadas", ["protocol"]);
        ConnectionErrors = registry.CreateCounter("connection_errors_total", "Total de erros de conexão", ["protocol", "type"]);
        AccessDenied = registry.CreateCounter("access_denied_total", "Total de acessos negados", ["protocol", "reason"]);
        SecurityErrors = registry.CreateCounter("security_errors_total", "Total de erros de segurança", ["type"]);
        TokensExpired = registry.CreateCounter("tokens_expired_total", "Total de tokens expirados", ["protocol"]);
        MessageSize = registry.CreateHistogram("message_size_bytes", "Tamanho das mensagens em bytes", [256, 1024, 4096, 16384, 65536, 262144, 1048576], ["protocol"]);
        QueueOldestAge = registry.CreateGauge("queue_oldest_message_age_seconds", "Idade da mensagem mais antiga na fila, em segundos");
        CriticalTime = registry.CreateHistogram("message_critical_time_seconds", "Tempo do envio ao fim do processamento da mensagem", [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 1800, 3600]);
        MessageRetries = registry.CreateCounter("message_retries_total", "Total de novas tentativas de processamento", ["type"]);
        MessagesRejected = registry.CreateCounter("messages_rejected_total", "Total de mensagens recusadas na admissão", ["protocol", "reason"]);
        DeadLetters = registry.CreateGauge("dead_letters", "Mensagens mortas que esperam por uma decisão");
    }

    /// <summary><c>messages_processed_total{protocol,status}</c>: final outcomes; status is success, error or filtered.</summary>
    public MetricFamily<Counter> MessagesProcessed { get; }

    /// <summary><c>errors_total{type,source}</c>: every error, by kind and by the component that met it.</summary>
    public MetricFamily<Counter> Errors { get; }

    /// <summary><c>auth_attempts_total{success}</c>: success is true or false.</summary>
    public MetricFamily<Counter> AuthAttempts { get; }

    /// <summary><c>queue_size</c>: messages accepted and not finished yet (waiting, leased or waiting for a retry).</summary>
    public Gauge QueueSize { get; }

    /// <summary><c>active_connections{protocol}</c>.</summary>
    public MetricFamily<Gauge> ActiveConnections { get; }

    /// <summary><c>memory_usage_bytes</c>: the process' resident set.</summary>
    public Gauge MemoryUsage { get; }

    /// <summary><c>message_processing_seconds</c>: one attempt, from lease to result.</summary>
    public Histogram ProcessingTime { get; }

    /// <summary><c>request_latency_seconds{endpoint}</c>: endpoint is a route pattern, never a raw path.</summary>
    public MetricFamily<Histogram> RequestLatency { get; }

    /// <summary><c>request_size_bytes</c>.</summary>
    public Summary RequestSize { get; }

    /// <summary><c>response_size_bytes</c>.</summary>
    public Summary ResponseSize { get; }

    /// <summary><c>connections_opened_total{protocol}</c>.</summary>
    public MetricFamily<Counter> ConnectionsOpened { get; }

    /// <summary><c>connections_closed_total{protocol}</c>.</summary>
    public MetricFamily<Counter> ConnectionsClosed { get; }

    /// <summary><c>connection_errors_total{protocol,type}</c>: connections that failed or broke.</summary>
    public MetricFamily<Counter> ConnectionErrors { get; }

    /// <summary><c>access_denied_total{protocol,reason}</c>: known or unknown callers that were refused.</summary>
    public MetricFamily<Counter> AccessDenied { get; }

    /// <summary><c>security_errors_total{type}</c>: forged signatures, unknown keys, forbidden algorithms, broken TLS.</summary>
    public MetricFamily<Counter> SecurityErrors { get; }

    /// <summary><c>tokens_expired_total{protocol}</c>.</summary>
    public MetricFamily<Counter> TokensExpired { get; }

    /// <summary><c>message_size_bytes{protocol}</c>: the payload.</summary>
    public MetricFamily<Histogram> MessageSize { get; }

    /// <summary><c>queue_oldest_message_age_seconds</c>: 0 where the queue is empty.</summary>
    public Gauge QueueOldestAge { get; }

    /// <summary><c>message_critical_time_seconds</c>: from the sender's time to the end of processing.</summary>
    public Histogram CriticalTime { get; }

    /// <summary><c>message_retries_total{type}</c>: type is the error's kind.</summary>
    public MetricFamily<Counter> MessageRetries { get; }

    /// <summary><c>messages_rejected_total{protocol,reason}</c>.</summary>
    public MetricFamily<Counter> MessagesRejected { get; }

    /// <summary><c>dead_letters</c>.</summary>
    public Gauge DeadLetters { get; }
}
