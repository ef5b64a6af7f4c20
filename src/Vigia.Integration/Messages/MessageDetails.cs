using Microsoft.Data.Sqlite;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Queue.Database;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>Reads everything that is kept of one message, from one snapshot.</summary>
internal sealed class MessageDetails(SqliteConnection connection, SqliteTransaction snapshot)
{
    /// <summary>The message with this id, else the newest note with it, else null.</summary>
    public MessageDetail? Read(string id) => ReadMessage(id) ?? ReadNote(id);

    private MessageDetail? ReadMessage(string id)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText =
            $"SELECT {MessageRows.MessageColumns}, d.token, d.edits, m.headers, m.payload FROM messages m"
            + $"{MessageRows.JoinQueue}{MessageRows.JoinDead}{MessageRows.JoinLastAttempt} WHERE m.id = $key";
        command.Parameters.AddWithValue("$key", id);
        using SqliteDataReader row = command.ExecuteReader();
        if (!row.Read())
        {
            return null;
        }

        (long sequence, MessageSummary summary) = MessageRows.ReadMessage(row);
        return new MessageDetail
        {
            Summary = summary,
            Version = summary.Status == MessageStatus.Dead
                ? DeadLetterVersion.Write(sequence, row.GetInt64(row.FieldCount - 4), row.GetInt64(row.FieldCount - 3))
                : null,
            Headers = HeadersJson.Read(MessageRows.Text(row, row.FieldCount - 2)),
            Payload = row.GetFieldValue<byte[]>(row.FieldCount - 1),
            Attempts = ReadAll(
                "SELECT number, started_at, duration, outcome, error_type, error FROM attempts WHERE key BETWEEN $key << 20 AND ($key << 20) + 1048575 ORDER BY key",
                sequence,
                ReadAttempt),
            Outputs = ReadAll(
                "SELECT destination, at, payload FROM outputs WHERE key BETWEEN $key << 8 AND ($key << 8) + 255 ORDER BY key",
                sequence,
                ReadOutput),
        };
    }

    private MessageDetail? ReadNote(string id)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = $"SELECT {MessageRows.NoteColumns} FROM notes n WHERE n.id = $key ORDER BY n.seq DESC LIMIT 1";
        command.Parameters.AddWithValue("$key", id);
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read() ? new MessageDetail { Summary = MessageRows.ReadNote(row).Summary } : null;
    }

    private List<T> ReadAll<T>(string sql, long sequence, Func<SqliteDataReader, T> read)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = snapshot;
#pragma warning disable CA2100 // Both callers pass a constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$key", sequence);
        using SqliteDataReader row = command.ExecuteReader();
        var all = new List<T>();
        while (row.Read())
        {
            all.Add(read(row));
        }

        return all;
    }

    private static MessageAttempt ReadAttempt(SqliteDataReader row)
    {
        var outcome = (AttemptOutcome)row.GetInt32(3);
        return new MessageAttempt
        {
            Number = row.GetInt32(0),
            StartedAt = DatabaseKeys.Time(row.GetInt64(1)),
            DurationMs = row.GetInt64(2) / 1_000.0,
            Outcome = outcome switch
            {
                AttemptOutcome.Success => "success",
                AttemptOutcome.Filtered => "filtered",
                AttemptOutcome.Transient => "transient",
                AttemptOutcome.Permanent => "permanent",
                AttemptOutcome.Expired => "expired",
                _ => throw new InvalidDataException($"The module's database holds the unknown outcome {(int)outcome}."),
            },
            ErrorType = MessageRows.Text(row, 4),
            Error = MessageRows.Text(row, 5),
        };
    }

    private static MessageOutput ReadOutput(SqliteDataReader row) => new()
    {
        Destination = row.GetString(0),
        At = DatabaseKeys.Time(row.GetInt64(1)),
        Payload = row.GetFieldValue<byte[]>(2),
    };
}
