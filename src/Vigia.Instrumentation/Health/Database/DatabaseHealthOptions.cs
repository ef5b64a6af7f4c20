namespace Vigia.Instrumentation.Health.Database;

/// <summary>Settings of one database check.</summary>
public sealed class DatabaseHealthOptions
{
    /// <summary>Indexes that must exist and, where they have a query, be used by it.</summary>
    public IList<ExpectedIndex> ExpectedIndexes { get; } = [];

    /// <summary>
    /// How long a statement may take, and how long it waits for another writer's lock. In whole seconds, from 1.
    /// Keep it well under the check's own time-out, so that a busy database is told from a dead one.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether rows that refer to missing rows are looked for. Reads every table that has foreign keys, so it is for small
    /// databases or long intervals. SQLite only.
    /// </summary>
    public bool CheckForeignKeys { get; set; }
}
