using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Vigia.Model.Labels;
using Vigia.Server.Files;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Silences;

namespace Vigia.Server.Notifications.Store;

/// <summary>
/// <c>notifications.db</c> of the monitor, version 1: alerts, silences, acknowledgements, what was told to whom, and the history. Write-ahead log and
/// <c>synchronous=FULL</c>: what a method has returned from is there after a power cut. Times are milliseconds since 1970. Thread safe.
/// </summary>
/// <remarks>docs/formats/notifications.md.</remarks>
internal sealed partial class NotificationStore : IDisposable
{
    /// <summary>The file's name in the monitor's folder.</summary>
    public const string FileName = "notifications.db";

    private const int Version = 1;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private SqliteTransaction? _current;

    private NotificationStore(SqliteConnection connection) => _connection = connection;

    public static NotificationStore Open(string path)
    {
        PrivateFile.EnsureExists(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 10 }.ToString());
        try
        {
            connection.Open();
            var store = new NotificationStore(connection);
            store.Prepare(path);
            return store;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public List<StoredAlert> LoadAlerts() => Read("SELECT labels, annotations, starts_at, ends_at, updated_at, is_timeout, generator_url FROM alerts", static reader =>
    {
        LabelSet labels = LabelJson.Read(reader.GetString(0));
        return new StoredAlert
        {
            Labels = labels,
            Fingerprint = AlertFingerprint.Of(labels),
            Annotations = LabelJson.Read(reader.GetString(1)),
            StartsAt = Time(reader, 2),
            EndsAt = Time(reader, 3),
            UpdatedAt = Time(reader, 4),
            IsTimeout = reader.GetBoolean(5),
            GeneratorUrl = reader.GetString(6),
        };
    });

    /// <summary>Writes alerts and what is to be said of them in the history, all or nothing.</summary>
    public void SaveAlerts(IEnumerable<StoredAlert> alerts, IEnumerable<HistoryEntry> history) => Change(() =>
    {
        foreach (StoredAlert alert in alerts)
        {
            Execute(
                "INSERT OR REPLACE INTO alerts (fingerprint, labels, annotations, starts_at, ends_at, updated_at, is_timeout, generator_url) VALUES ($f, $l, $a, $s, $e, $u, $t, $g)",
                ("$f", alert.Fingerprint.ToString()), ("$l", LabelJson.Write(alert.Labels)), ("$a", LabelJson.Write(alert.Annotations)), ("$s", Milliseconds(alert.StartsAt)),
                ("$e", Milliseconds(alert.EndsAt)), ("$u", Milliseconds(alert.UpdatedAt)), ("$t", alert.IsTimeout), ("$g", alert.GeneratorUrl));
        }

        foreach (HistoryEntry entry in history)
        {
            Insert(entry);
        }
    });

    public void DeleteAlerts(IReadOnlyCollection<AlertFingerprint> alerts) => Change(() =>
    {
        foreach (AlertFingerprint fingerprint in alerts)
        {
            Execute("DELETE FROM alerts WHERE fingerprint = $f", ("$f", fingerprint.ToString()));
        }
    });

    public List<Silence> LoadSilences() => Read("SELECT id, matchers, starts_at, ends_at, updated_at, created_by, comment FROM silences", static reader => new Silence
    {
        Id = reader.GetString(0),
        Matchers = MatcherJson.Read(reader.GetString(1)),
        StartsAt = Time(reader, 2),
        EndsAt = Time(reader, 3),
        UpdatedAt = Time(reader, 4),
        CreatedBy = reader.GetString(5),
        Comment = reader.GetString(6),
    });

    public void SaveSilence(Silence silence, HistoryEntry entry) => Change(() =>
    {
        Execute(
            "INSERT OR REPLACE INTO silences (id, matchers, starts_at, ends_at, updated_at, created_by, comment) VALUES ($i, $m, $s, $e, $u, $b, $c)",
            ("$i", silence.Id), ("$m", MatcherJson.Write(silence.Matchers)), ("$s", Milliseconds(silence.StartsAt)), ("$e", Milliseconds(silence.EndsAt)),
            ("$u", Milliseconds(silence.UpdatedAt)), ("$b", silence.CreatedBy), ("$c", silence.Comment));
        Insert(entry);
    });

    public void DeleteSilence(string id) => Change(() => Execute("DELETE FROM silences WHERE id = $i", ("$i", id)));

    public List<Acknowledgement> LoadAcknowledgements() => Read("SELECT fingerprint, labels, by, note, at, until FROM acknowledgements", static reader =>
        new Acknowledgement(reader.GetString(0), LabelJson.Read(reader.GetString(1)), reader.GetString(2), reader.GetString(3), Time(reader, 4), Time(reader, 5)));

    public void SaveAcknowledgement(Acknowledgement item, HistoryEntry entry) => Change(() =>
    {
        Execute(
            "INSERT OR REPLACE INTO acknowledgements (fingerprint, labels, by, note, at, until) VALUES ($f, $l, $b, $n, $a, $u)",
            ("$f", item.Fingerprint), ("$l", LabelJson.Write(item.Labels)), ("$b", item.By), ("$n", item.Note), ("$a", Milliseconds(item.At)), ("$u", Milliseconds(item.Until)));
        Insert(entry);
    });

    public void DeleteAcknowledgement(string fingerprint, HistoryEntry entry) => Change(() =>
    {
        Execute("DELETE FROM acknowledgements WHERE fingerprint = $f", ("$f", fingerprint));
        Insert(entry);
    });

    public List<LogEntry> LoadLog() => Read("SELECT receiver, integration, idx, group_key, at, expires_at, firing, resolved, open FROM notification_log", static reader => new LogEntry
    {
        Key = new LogKey(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3)),
        At = Time(reader, 4),
        ExpiresAt = Time(reader, 5),
        Firing = Fingerprints(reader.GetFieldValue<byte[]>(6)),
        Resolved = Fingerprints(reader.GetFieldValue<byte[]>(7)),
        Open = Fingerprints(reader.GetFieldValue<byte[]>(8)),
    });

    public void SaveLog(LogEntry entry) => Change(() => Execute(
        "INSERT OR REPLACE INTO notification_log (receiver, integration, idx, group_key, at, expires_at, firing, resolved, open) VALUES ($r, $i, $x, $g, $a, $e, $f, $s, $o)",
        ("$r", entry.Key.Receiver), ("$i", entry.Key.Integration), ("$x", entry.Key.Index), ("$g", entry.Key.GroupKey), ("$a", Milliseconds(entry.At)),
        ("$e", Milliseconds(entry.ExpiresAt)), ("$f", Bytes(entry.Firing)), ("$s", Bytes(entry.Resolved)), ("$o", Bytes(entry.Open))));

    public void DeleteLogBefore(DateTimeOffset now) => Change(() => Execute("DELETE FROM notification_log WHERE expires_at <= $n", ("$n", Milliseconds(now))));

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset Time(SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static byte[] Bytes(IReadOnlySet<AlertFingerprint> fingerprints)
    {
        ulong[] values = [.. fingerprints.Select(static fingerprint => fingerprint.Value).Order()];
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    private static HashSet<AlertFingerprint> Fingerprints(byte[] bytes)
    {
        var fingerprints = new HashSet<AlertFingerprint>();
        foreach (ulong value in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            fingerprints.Add(new AlertFingerprint(value));
        }

        return fingerprints;
    }

    private void Prepare(string path)
    {
        using (SqliteCommand pragmas = _connection.CreateCommand())
        {
            pragmas.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000";
            pragmas.ExecuteNonQuery();
        }

        using SqliteCommand read = _connection.CreateCommand();
        read.CommandText = "PRAGMA user_version";
        long version = (long)read.ExecuteScalar()!;
        if (version > Version)
        {
            throw new InvalidDataException($"{path} has version {version.ToString(CultureInfo.InvariantCulture)}, made by a newer Vigia; this one reads up to {Version}.");
        }

        if (version == 0)
        {
            Change(() => Execute($"""
                CREATE TABLE alerts (fingerprint TEXT PRIMARY KEY, labels TEXT NOT NULL, annotations TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL, is_timeout INTEGER NOT NULL, generator_url TEXT NOT NULL) STRICT;
                CREATE TABLE silences (id TEXT PRIMARY KEY, matchers TEXT NOT NULL, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
                    created_by TEXT NOT NULL, comment TEXT NOT NULL) STRICT;
                CREATE TABLE acknowledgements (fingerprint TEXT PRIMARY KEY, labels TEXT NOT NULL, by TEXT NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;
                CREATE TABLE notification_log (receiver TEXT NOT NULL, integration TEXT NOT NULL, idx INTEGER NOT NULL, group_key TEXT NOT NULL, at INTEGER NOT NULL,
                    expires_at INTEGER NOT NULL, firing BLOB NOT NULL, resolved BLOB NOT NULL, open BLOB NOT NULL, PRIMARY KEY (receiver, integration, idx, group_key)) STRICT;
                CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind INTEGER NOT NULL, fingerprint TEXT NOT NULL, labels TEXT NOT NULL,
                    subject TEXT NOT NULL, receiver TEXT NOT NULL, integration TEXT NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
                CREATE INDEX history_at ON history (at);
                CREATE INDEX history_fingerprint ON history (fingerprint, id);
                PRAGMA user_version = {Version};
                """));
        }
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            _current = transaction;
            try
            {
                change();
                transaction.Commit();
            }
            finally
            {
                _current = null;
            }
        }
    }

    private void Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using SqliteCommand command = Command(_connection, sql, parameters);
        command.Transaction = _current;
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    /// <summary>Reads over a connection of its own, so that a search through a long history holds no notice up.</summary>
    private List<T> ReadPast<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _connection.DataSource, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 10 }.ToString());
        connection.Open();
        using SqliteCommand command = Command(connection, sql, parameters);
        return Rows(command, row);
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        lock (_lock)
        {
            using SqliteCommand command = Command(_connection, sql, parameters);
            command.Transaction = _current;
            return Rows(command, row);
        }
    }

    private static List<T> Rows<T>(SqliteCommand command, Func<SqliteDataReader, T> row)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
