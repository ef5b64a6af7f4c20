using System.Globalization;
using Vigia.Server.Notifications.History;

namespace Vigia.Server.Notifications.Store;

internal sealed partial class NotificationStore
{
    private const int MaxLimit = 10_000;

    /// <summary>Writes one entry of the history.</summary>
    public void Append(HistoryEntry entry) => Change(() => Insert(entry));

    /// <summary>Writes entries of the history, all or nothing.</summary>
    public void Append(IReadOnlyCollection<HistoryEntry> entries)
    {
        if (entries.Count > 0)
        {
            Change(() =>
            {
                foreach (HistoryEntry entry in entries)
                {
                    Insert(entry);
                }
            });
        }
    }

    /// <summary>Entries of the history, the newest first.</summary>
    public IReadOnlyList<HistoryEntry> Search(HistoryQuery query)
    {
        var where = new List<string>();
        var parameters = new List<(string, object)>();
        Restrict("at >= $from", "$from", query.From?.ToUnixTimeMilliseconds());
        Restrict("at < $to", "$to", query.To?.ToUnixTimeMilliseconds());
        Restrict("fingerprint = $fingerprint", "$fingerprint", query.Fingerprint);
        Restrict("receiver = $receiver", "$receiver", query.Receiver);
        Restrict("id < $before", "$before", query.Before);
        Restrict(
            "(labels LIKE $text ESCAPE '\\' OR subject LIKE $text ESCAPE '\\' OR outcome LIKE $text ESCAPE '\\' OR detail LIKE $text ESCAPE '\\')",
            "$text",
            query.Text is null ? null : $"%{query.Text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%");
        if (query.Kinds.Count > 0)
        {
            where.Add($"kind IN ({string.Join(',', query.Kinds.Select(static kind => ((int)kind).ToString(CultureInfo.InvariantCulture)))})");
        }

        string condition = where.Count == 0 ? "" : " WHERE " + string.Join(" AND ", where);
        int limit = Math.Clamp(query.Limit, 1, MaxLimit);
        return ReadPast(
            $"SELECT id, at, kind, fingerprint, labels, subject, receiver, integration, outcome, detail FROM history{condition} ORDER BY id DESC LIMIT {limit.ToString(CultureInfo.InvariantCulture)}",
            static reader => new HistoryEntry
            {
                Id = reader.GetInt64(0),
                At = Time(reader, 1),
                Kind = (HistoryKind)reader.GetInt32(2),
                Fingerprint = reader.GetString(3),
                Labels = LabelJson.Read(reader.GetString(4)),
                Subject = reader.GetString(5),
                Receiver = reader.GetString(6),
                Integration = reader.GetString(7),
                Outcome = reader.GetString(8),
                Detail = reader.GetString(9),
            },
            [.. parameters]);

        void Restrict(string clause, string name, object? value)
        {
            if (value is not null)
            {
                where.Add(clause);
                parameters.Add((name, value));
            }
        }
    }

    /// <summary>Forgets what is too old, and the oldest of what is too much.</summary>
    public void TrimHistory(DateTimeOffset oldest, long rows) => Change(() =>
    {
        Execute("DELETE FROM history WHERE at < $oldest", ("$oldest", oldest.ToUnixTimeMilliseconds()));
        Execute("DELETE FROM history WHERE id <= (SELECT max(id) FROM history) - $rows", ("$rows", rows));
    });

    private void Insert(HistoryEntry entry) => Execute(
        "INSERT INTO history (at, kind, fingerprint, labels, subject, receiver, integration, outcome, detail) VALUES ($a, $k, $f, $l, $s, $r, $i, $o, $d)",
        ("$a", entry.At.ToUnixTimeMilliseconds()), ("$k", (int)entry.Kind), ("$f", entry.Fingerprint), ("$l", LabelJson.Write(entry.Labels)), ("$s", entry.Subject),
        ("$r", entry.Receiver), ("$i", entry.Integration), ("$o", entry.Outcome), ("$d", entry.Detail));
}
