using Microsoft.Data.Sqlite;
using Vigia.Integration.Queue.Database;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.Messages;

/// <summary>
/// Counts messages by time and status over one snapshot, from the newest down, zone by zone, and stops after so many rows:
/// a histogram of a busy year costs no more than one of a day.
/// </summary>
internal sealed class MessageCounting(SqliteConnection connection, SqliteTransaction snapshot, MessageFilter filter, TimeSpan step, int maxRows)
{
    private const int Processed = 0;

    private readonly DateTimeOffset _from = filter.From!.Value;
    private readonly SortedDictionary<(long Bucket, int Status), long> _counts = [];

    public MessageCounts Run()
    {
        long scanned = 0;
        long? uncounted = null;
        foreach ((long first, long lastReceived) in TimeZones.Read(connection, snapshot, long.MaxValue, filter))
        {
            if (scanned >= maxRows)
            {
                // What is left is only looked over for its newest message: up to there the counts are not complete.
                uncounted = Math.Max(uncounted ?? 0, lastReceived);
                continue;
            }

            CountMessages(first);
            CountNotes(first);
            scanned += DatabaseKeys.ZoneSize;
        }

        return Result(uncounted);
    }

    private MessageCounts Result(long? uncounted)
    {
        DateTimeOffset to = filter.To!.Value;
        var totals = new SortedDictionary<MessageStatus, long>();
        int buckets = (int)((to - _from + step - TimeSpan.FromTicks(1)) / step);
        var counts = new Dictionary<MessageStatus, long>[buckets];
        foreach (((long bucket, int number), long count) in _counts)
        {
            MessageStatus status = number == Processed ? MessageStatus.Processed : DatabaseStatus.ToStatus(number);
            (counts[bucket] ??= [])[status] = count;
            totals[status] = totals.GetValueOrDefault(status) + count;
        }

        return new MessageCounts
        {
            From = _from,
            To = to,
            StepSeconds = (int)step.TotalSeconds,
            Buckets = [.. counts.Select((found, index) => new MessageCountBucket(_from + (step * index), found ?? []))],
            Totals = totals,
            CountedFrom = uncounted is { } last && DatabaseKeys.Time(last + 1) is var begin && begin > _from ? begin : _from,
        };
    }

    private void CountMessages(long first)
    {
        var conditions = new FilterConditions(filter, FilterColumns.Messages);
        conditions.AddIfSet("CASE WHEN d.seq IS NOT NULL THEN d.error_type WHEN q.seq IS NOT NULL THEN a.error_type END =", filter.ErrorType);
        if (filter.Status is { } status)
        {
            conditions.Add(
                $"coalesce(q.status, d.status, {Processed}) =", status == MessageStatus.Processed ? Processed : (long)DatabaseStatus.From(status));
        }

        // The join costs a search a row, so it is made only where a condition looks at the last attempt.
        string attempts = (filter.Text ?? filter.ErrorType) is null ? "" : MessageRows.JoinLastAttempt;
        Count($"coalesce(q.status, d.status, {Processed})", $"messages m{MessageRows.JoinQueue}{MessageRows.JoinDead}{attempts}", "m", conditions, first);
    }

    private void CountNotes(long first)
    {
        if (filter.Status is not (null or MessageStatus.Rejected or MessageStatus.Duplicate))
        {
            return;
        }

        var conditions = new FilterConditions(filter, FilterColumns.Notes);
        conditions.AddIfSet("n.error_type =", filter.ErrorType);
        if (filter.Status is { } status)
        {
            conditions.Add("n.status =", (long)DatabaseStatus.From(status));
        }

        Count("n.status", "notes n", "n", conditions, first);
    }

    private void Count(string status, string from, string table, FilterConditions conditions, long first)
    {
        conditions.Add($"{table}.seq >=", first);
        conditions.Add($"{table}.seq <", first + DatabaseKeys.ZoneSize);
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = snapshot;
#pragma warning disable CA2100 // The text is put together from constants; what a caller gives goes in as parameters.
        command.CommandText =
            $"SELECT ({table}.received_at - $from) / $step, {status}, count(*) FROM {from} WHERE 1{conditions.Sql} GROUP BY 1, 2";
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$from", DatabaseKeys.Time(_from));
        command.Parameters.AddWithValue("$step", DatabaseKeys.Duration(step));
        for (int i = 0; i < conditions.Values.Count; i++)
        {
            command.Parameters.AddWithValue(FormattableString.Invariant($"$p{i}"), conditions.Values[i]);
        }

        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            (long, int) key = (rows.GetInt64(0), rows.GetInt32(1));
            _counts[key] = _counts.GetValueOrDefault(key) + rows.GetInt64(2);
        }
    }
}
