using Vigia.Instrumentation.Metrics;

namespace Vigia.Integration.Queue.Operations;

/// <summary>The queue's own metrics beside the guide's.</summary>
internal sealed class QueueMeters
{
    private readonly Histogram _commit;
    private readonly Counter _expired;
    private readonly Counter _forgotten;
    private long _expiredSoFar;
    private long _forgottenSoFar;

    public QueueMeters(MetricRegistry registry)
    {
        _commit = registry.CreateHistogram(
            "queue_commit_seconds",
            "Tempo de uma gravação da fila em disco, em segundos",
            [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1]);
        _expired = registry.CreateCounter("queue_leases_expired_total", "Total de mensagens cujo prazo de processamento expirou");
        _forgotten = registry.CreateCounter("queue_deduplication_forgotten_total", "Total de chaves de idempotência esquecidas antes do prazo por falta de espaço");
        LogBytes = registry.CreateGauge("queue_log_bytes", "Tamanho do arquivo de log da fila em disco, em bytes");
        LogStalls = registry.CreateCounter("queue_log_stalls_total", "Total de gravações da fila que esperaram pela cópia do log para o banco");
        NotesDropped = registry.CreateCounter("message_notes_dropped_total", "Total de registros de mensagens recusadas ou repetidas que não couberam na fila de gravação");
    }

    /// <summary>The write-ahead log's file, which never shrinks while the module runs: the most it has been.</summary>
    public Gauge LogBytes { get; }

    /// <summary>Commits that had to wait because the log was filled faster than it could be copied into the database.</summary>
    public Counter LogStalls { get; }

    public Counter NotesDropped { get; }

    /// <summary>Called by the writer's thread after each commit.</summary>
    public void Commit(TimeSpan elapsed, QueueContext context)
    {
        _commit.Observe(elapsed.TotalSeconds);
        if (context.ExpiredLeases > _expiredSoFar)
        {
            _expired.Increment(context.ExpiredLeases - _expiredSoFar);
            _expiredSoFar = context.ExpiredLeases;
        }

        if (context.EarlyForgotten > _forgottenSoFar)
        {
            _forgotten.Increment(context.EarlyForgotten - _forgottenSoFar);
            _forgottenSoFar = context.EarlyForgotten;
        }
    }
}
