using Microsoft.Data.Sqlite;
using Vigia.Integration.Queue.Database;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>The table <c>zones</c>: which runs of sequence numbers hold what was received at some time.</summary>
internal static class TimeZones
{
    /// <summary>Zones that hold something of the filter's times, from the newest down.</summary>
    public static IEnumerable<(long First, long LastReceived)> Read(
        SqliteConnection connection, SqliteTransaction snapshot, long below, MessageFilter filter)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText =
            "SELECT first, max_received FROM zones WHERE first < $below AND max_received >= $from AND min_received < $to ORDER BY first DESC";
        command.Parameters.AddWithValue("$below", below);
        command.Parameters.AddWithValue("$from", filter.From is { } from ? DatabaseKeys.Time(from) : long.MinValue);
        command.Parameters.AddWithValue("$to", filter.To is { } to ? DatabaseKeys.Time(to) : long.MaxValue);
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return (rows.GetInt64(0), rows.GetInt64(1));
        }
    }
}
