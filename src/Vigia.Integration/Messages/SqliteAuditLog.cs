using Microsoft.Data.Sqlite;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>The audit in the module's database.</summary>
internal sealed class SqliteAuditLog(ModuleDatabase database, QueueWriter writer, ReaderGate readers) : IAuditLog
{
    private const int MaxLimit = 1_000;

    public async ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = new WorkOperation<bool>(context =>
        {
            AuditRows.Insert(context, entry);
            return true;
        });
        writer.TrySubmit(operation);
        await operation.Task;
    }

    public async ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        using IDisposable turn = await readers.EnterAsync(cancellationToken);
        using SqliteConnection connection = database.OpenReadOnly();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT at, actor, subject, action, target, details FROM audit ORDER BY seq DESC LIMIT $limit";
        command.Parameters.AddWithValue("$limit", Math.Min(limit, MaxLimit));
        var entries = new List<AuditEntry>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            entries.Add(new AuditEntry
            {
                At = DatabaseKeys.Time(row.GetInt64(0)),
                Actor = row.GetString(1),
                Subject = row.GetString(2),
                Action = row.GetString(3),
                Target = row.GetString(4),
                Details = MessageRows.Text(row, 5),
            });
        }

        return entries;
    }
}
