using Microsoft.Data.Sqlite;
using Vigia.Integration.Queue.Database;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>
/// One search over one snapshot. It goes through the messages from the newest down in windows, so that a filter which
/// hardly anything fits costs a bounded time a page; zones let it skip what is outside the time that was asked for.
/// </summary>
internal sealed class MessageSearch(SqliteConnection connection, SqliteTransaction snapshot, MessageFilter filter, int maxRows)
{
    private const long FirstWindow = 2_048;
    private const long LastWindow = 65_536;

    private readonly List<(long Sequence, MessageSummary Summary)> _rows = [];

    public MessagePage Run()
    {
        long below = filter.Cursor is { } cursor ? MessageCursor.Read(cursor) : long.MaxValue;
        if (filter.Status == MessageStatus.Received)
        {
            // Here every stored message is queued at once.
            return new MessagePage([], null);
        }

        if (IsDirect)
        {
            Read(0, below - 1);
            return Page(goOn: null);
        }

        long scanned = 0;
        foreach ((long low, long high) in Windows(below))
        {
            if (scanned >= maxRows)
            {
                return Page(goOn: high + 1);
            }

            Read(low, high);
            if (_rows.Count > filter.Limit)
            {
                break;
            }

            scanned += high - low + 1;
        }

        return Page(goOn: null);
    }

    /// <summary>Whether an index or a small table leads to the rows, so that no windows are needed.</summary>
    private bool IsDirect =>
        filter.Id is not null || filter.UserId is not null || (!ReadsAllMessages && (!ReadsNotes || !FiltersRows));

    private bool FiltersRows =>
        (filter.Type ?? filter.Protocol ?? filter.ErrorType ?? filter.Text ?? filter.IdPrefix ?? filter.TraceId ?? filter.RequestId
            ?? filter.PartitionKey ?? filter.Subject) is not null
        || filter.From is not null || filter.To is not null || filter.Ids is not null;

    /// <summary>The planner would rather go through all messages in order than through a person's own and sort them.</summary>
    private bool UsesUserIndex => filter.UserId is not null && filter.Id is null;

    private bool ReadsAllMessages => filter.Status is null or MessageStatus.Processed && filter.ErrorType is null;

    private bool ReadsQueue =>
        filter.Status is MessageStatus.Queued or MessageStatus.Processing or MessageStatus.Retrying || (filter.Status is null && filter.ErrorType is not null);

    private bool ReadsDead => filter.Status is MessageStatus.Dead or MessageStatus.Discarded || (filter.Status is null && filter.ErrorType is not null);

    private bool ReadsNotes => filter.Status is null or MessageStatus.Rejected or MessageStatus.Duplicate;

    private MessagePage Page(long? goOn)
    {
        _rows.Sort(static (left, right) => right.Sequence.CompareTo(left.Sequence));
        if (_rows.Count > filter.Limit)
        {
            _rows.RemoveRange(filter.Limit, _rows.Count - filter.Limit);
            goOn = _rows[^1].Sequence;
        }

        return new MessagePage([.. _rows.Select(row => row.Summary)], goOn is { } below ? MessageCursor.Write(below) : null);
    }

    private IEnumerable<(long Low, long High)> Windows(long below)
    {
        if (filter.From is not null || filter.To is not null)
        {
            return Zones(below);
        }

        return Halves(Math.Min(below - 1, NewestSequence()));
    }

    private static IEnumerable<(long Low, long High)> Halves(long high)
    {
        for (long size = FirstWindow; high > 0; size = Math.Min(size * 2, LastWindow))
        {
            long low = Math.Max(1, high - size + 1);
            yield return (low, high);
            high = low - 1;
        }
    }

    private IEnumerable<(long Low, long High)> Zones(long below) =>
        TimeZones.Read(connection, snapshot, below, filter).Select(zone => (zone.First, Math.Min(below - 1, zone.First + DatabaseKeys.ZoneSize - 1)));

    private long NewestSequence()
    {
        using SqliteCommand command = Command("SELECT max((SELECT coalesce(max(seq), 0) FROM messages), (SELECT coalesce(max(seq), 0) FROM notes))", []);
        return (long)command.ExecuteScalar()!;
    }

    private void Read(long low, long high)
    {
        if (ReadsAllMessages)
        {
            var conditions = new FilterConditions(filter, FilterColumns.Messages);
            string final = filter.Status == MessageStatus.Processed ? " AND q.seq IS NULL AND d.seq IS NULL" : "";
            string index = UsesUserIndex ? " INDEXED BY messages_user" : "";
            ReadMessages($"FROM messages m{index}{MessageRows.JoinQueue}{MessageRows.JoinDead}", conditions, "m.seq", low, high, final);
        }

        if (ReadsQueue)
        {
            var conditions = new FilterConditions(filter, FilterColumns.Messages);
            conditions.AddIfSet("a.error_type =", filter.ErrorType);
            if (filter.Status is { } status)
            {
                conditions.Add("q.status =", (long)DatabaseStatus.From(status));
            }

            ReadMessages($"FROM queue q JOIN messages m ON m.seq = q.seq{MessageRows.JoinDead}", conditions, "q.seq", low, high, "");
        }

        if (ReadsDead)
        {
            var conditions = new FilterConditions(filter, FilterColumns.Messages);
            conditions.AddIfSet("d.error_type =", filter.ErrorType);
            if (filter.Status is { } status)
            {
                conditions.Add("d.status =", (long)DatabaseStatus.From(status));
            }

            ReadMessages($"FROM dead d JOIN messages m ON m.seq = d.seq{MessageRows.JoinQueue}", conditions, "d.seq", low, high, "");
        }

        if (ReadsNotes)
        {
            ReadNotes(low, high);
        }
    }

    private void ReadMessages(string from, FilterConditions conditions, string sequence, long low, long high, string more)
    {
        conditions.Add($"{sequence} >=", low);
        conditions.Add($"{sequence} <=", high);
        Fill(
            $"SELECT {MessageRows.MessageColumns} {from}{MessageRows.JoinLastAttempt} WHERE 1{conditions.Sql}{more} ORDER BY {sequence} DESC LIMIT {filter.Limit + 1}",
            conditions,
            MessageRows.ReadMessage);
    }

    private void ReadNotes(long low, long high)
    {
        var conditions = new FilterConditions(filter, FilterColumns.Notes);
        conditions.AddIfSet("n.error_type =", filter.ErrorType);
        if (filter.Status is { } status)
        {
            conditions.Add("n.status =", (long)DatabaseStatus.From(status));
        }

        conditions.Add("n.seq >=", low);
        conditions.Add("n.seq <=", high);
        string index = UsesUserIndex ? " INDEXED BY notes_user" : "";
        Fill(
            $"SELECT {MessageRows.NoteColumns} FROM notes n{index} WHERE 1{conditions.Sql} ORDER BY n.seq DESC LIMIT {filter.Limit + 1}",
            conditions,
            MessageRows.ReadNote);
    }

    private void Fill(string sql, FilterConditions conditions, Func<SqliteDataReader, (long, MessageSummary)> read)
    {
        using SqliteCommand command = Command(sql, conditions.Values);
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            _rows.Add(read(rows));
        }
    }

    private SqliteCommand Command(string sql, IReadOnlyList<object> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.Transaction = snapshot;
#pragma warning disable CA2100 // The text is put together from constants; what a caller gives goes in as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < values.Count; i++)
        {
            command.Parameters.AddWithValue(FormattableString.Invariant($"$p{i}"), values[i]);
        }

        return command;
    }
}
