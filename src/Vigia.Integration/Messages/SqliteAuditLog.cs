using Microsoft.Data.Sqlite;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

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

    public async ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Limit, 1);
        using IDisposable turn = await readers.EnterAsync(cancellationToken);
        using SqliteConnection connection = database.OpenReadOnly();
        using SqliteCommand command = connection.CreateCommand();
        var conditions = new List<string>();
        Add("actor =", filter.Actor);
        Add("action =", filter.Action);
        Add("target =", filter.Target);
        Add("at >=", filter.From is { } from ? DatabaseKeys.Time(from) : null);
        Add("at <", filter.To is { } to ? DatabaseKeys.Time(to) : null);
        Add("seq <", filter.Before);
        if (filter.Target is null && filter.Action is null)
        {
            conditions.Add($"substr(action, -{AuditRows.Item.Length}) <> '{AuditRows.Item}'");
        }

        string where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
#pragma warning disable CA2100 // The text is put together from constants; what a caller gives goes in as parameters.
        command.CommandText = $"SELECT seq, at, actor, subject, action, target, details FROM audit{where} ORDER BY seq DESC LIMIT $limit";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$limit", Math.Min(filter.Limit, MaxLimit));
        return Read(command);

        void Add(string condition, object? value)
        {
            if (value is not null)
            {
                string name = FormattableString.Invariant($"$p{conditions.Count}");
                conditions.Add($"{condition} {name}");
                command.Parameters.AddWithValue(name, value);
            }
        }
    }

    private static List<AuditEntry> Read(SqliteCommand command)
    {
        var entries = new List<AuditEntry>();
        using SqliteDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            entries.Add(new AuditEntry
            {
                Number = row.GetInt64(0),
                At = DatabaseKeys.Time(row.GetInt64(1)),
                Actor = row.GetString(2),
                Subject = row.GetString(3),
                Action = row.GetString(4),
                Target = row.GetString(5),
                Details = MessageRows.Text(row, 6),
            });
        }

        return entries;
    }
}
