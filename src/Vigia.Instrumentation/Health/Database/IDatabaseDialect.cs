namespace Vigia.Instrumentation.Health.Database;

/// <summary>How one kind of database is probed.</summary>
internal interface IDatabaseDialect
{
    /// <summary>Reads something that only the database can tell.</summary>
    Task<ProbeReading> QueryAsync(DatabaseSession session, CancellationToken cancellationToken);

    /// <summary>Begins a transaction that could write, and rolls it back.</summary>
    Task<ProbeReading> TransactAsync(DatabaseSession session, CancellationToken cancellationToken);

    /// <summary>Looks whether the indexes that the service counts on are there and sound.</summary>
    Task<ProbeReading> ExamineIndexesAsync(DatabaseSession session, CancellationToken cancellationToken);
}
