using Microsoft.Data.Sqlite;
using Vigia.Integration.Queue.Database;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>The columns of a message or of a note, and how a row of them becomes a summary.</summary>
internal static class MessageRows
{
    /// <summary>A message's own columns, its place in queue or dead letters, and its last attempt. Aliases: m, q, d, a.</summary>
    public const string MessageColumns =
        """
        m.seq, m.id, m.type, m.protocol, m.subject, m.received_at, m.sent_at, m.partition_key, m.user_id, m.trace_parent, length(m.payload),
        q.status, q.attempts, q.since, q.at, d.status, d.attempts, d.since, d.error_type, d.error,
        a.number, a.started_at + a.duration, a.outcome, a.error_type, a.error
        """;

    public const string JoinQueue = " LEFT JOIN queue q ON q.seq = m.seq";

    public const string JoinDead = " LEFT JOIN dead d ON d.seq = m.seq";

    public const string JoinLastAttempt =
        " LEFT JOIN attempts a ON a.key = (SELECT max(l.key) FROM attempts l WHERE l.key BETWEEN m.seq << 20 AND (m.seq << 20) + 1048575)";

    /// <summary>A note's columns. Alias: n.</summary>
    public const string NoteColumns =
        """
        n.seq, n.id, n.type, n.protocol, n.subject, n.received_at, n.sent_at, n.partition_key, n.user_id, n.trace_id, n.size,
        n.status, n.error_type, n.error, n.duplicate_of
        """;

    private const int TraceIdStart = 3;
    private const int TraceIdLength = 32;

    public static (long Sequence, MessageSummary Summary) ReadMessage(SqliteDataReader row)
    {
        string? trace = Text(row, 9);
        long receivedAt = row.GetInt64(5);
        long? attemptEnd = Int64(row, 21);
        bool failed = Int64(row, 22) is { } outcome && (AttemptOutcome)outcome is not (AttemptOutcome.Success or AttemptOutcome.Filtered);
        var summary = new MessageSummary
        {
            Id = row.GetString(1),
            Type = row.GetString(2),
            Protocol = row.GetString(3),
            Status = MessageStatus.Processed,
            Subject = row.GetString(4),
            ReceivedAt = DatabaseKeys.Time(receivedAt),
            UpdatedAt = DatabaseKeys.Time(attemptEnd ?? receivedAt),
            SentAt = DatabaseKeys.Time(Int64(row, 6)),
            PartitionKey = Text(row, 7),
            UserId = Text(row, 8),
            TraceId = trace is { Length: >= TraceIdStart + TraceIdLength } ? trace.Substring(TraceIdStart, TraceIdLength) : null,
            Size = row.GetInt32(10),
            Attempts = (int)(Int64(row, 20) ?? 0),
            ErrorType = failed ? Text(row, 23) : null,
            Error = failed ? Text(row, 24) : null,
        };
        if (Int64(row, 11) is { } queued)
        {
            MessageStatus status = DatabaseStatus.ToStatus(queued);
            summary = summary with
            {
                Status = status,
                Attempts = row.GetInt32(12),
                UpdatedAt = DatabaseKeys.Time(row.GetInt64(13)),
                NextAttemptAt = status == MessageStatus.Retrying ? DatabaseKeys.Time(Int64(row, 14)) : null,
            };
        }
        else if (Int64(row, 15) is { } dead)
        {
            summary = summary with
            {
                Status = DatabaseStatus.ToStatus(dead),
                Attempts = row.GetInt32(16),
                UpdatedAt = DatabaseKeys.Time(row.GetInt64(17)),
                ErrorType = Text(row, 18),
                Error = Text(row, 19),
            };
        }

        return (row.GetInt64(0), summary);
    }

    public static (long Sequence, MessageSummary Summary) ReadNote(SqliteDataReader row)
    {
        var receivedAt = DatabaseKeys.Time(row.GetInt64(5));
        return (row.GetInt64(0), new MessageSummary
        {
            Id = row.GetString(1),
            Type = row.GetString(2),
            Protocol = row.GetString(3),
            Status = DatabaseStatus.ToStatus(row.GetInt64(11)),
            Subject = row.GetString(4),
            ReceivedAt = receivedAt,
            UpdatedAt = receivedAt,
            SentAt = DatabaseKeys.Time(Int64(row, 6)),
            PartitionKey = Text(row, 7),
            UserId = Text(row, 8),
            TraceId = Text(row, 9),
            Size = row.GetInt32(10),
            ErrorType = Text(row, 12),
            Error = Text(row, 13),
            DuplicateOf = Text(row, 14),
        });
    }

    public static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Int64(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
