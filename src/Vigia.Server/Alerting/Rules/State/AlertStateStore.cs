using System.Text.Json;
using Microsoft.Data.Sqlite;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Files;

namespace Vigia.Server.Alerting.Rules.State;

/// <summary>
/// Keeps the alerts of rules over restarts, in <c>rules.db</c>: what is written is durable when the call returns. Safe from any thread; calls wait for each
/// other. Format: docs/formats/rules-state.md.
/// </summary>
internal sealed class AlertStateStore : IDisposable
{
    /// <summary>The file in the monitor's data folder.</summary>
    public const string FileName = "rules.db";

    private const int Version = 1;

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    private AlertStateStore(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the file; makes it where it is missing.</summary>
    /// <exception cref="AlertStateException">It is no such file, or a newer version made it.</exception>
    public static AlertStateStore Open(string path)
    {
        try
        {
            PrivateFile.EnsureExists(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AlertStateException($"{path} cannot be opened: {exception.Message}", exception);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 }.ToString());
        try
        {
            connection.Open();
            var store = new AlertStateStore(connection);
            store.Prepare(path);
            return store;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new AlertStateException($"{path} cannot be opened: {exception.Message}", exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The alerts of one rule.</summary>
    /// <exception cref="AlertStateException">The file is damaged.</exception>
    public IReadOnlyList<Alert> Load(string rule)
    {
        return Read(() =>
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT labels, annotations, state, value, active_at, fired_at, resolved_at, kept_since FROM alerts WHERE rule = $rule";
            command.Parameters.AddWithValue("$rule", rule);
            using SqliteDataReader reader = command.ExecuteReader();
            var alerts = new List<Alert>();
            while (reader.Read())
            {
                alerts.Add(new Alert
                {
                    Labels = LabelSet.From(Pairs(reader.GetString(0))),
                    Annotations = Pairs(reader.GetString(1)),
                    State = (AlertState)reader.GetInt32(2),
                    Value = reader.IsDBNull(3) ? double.NaN : reader.GetDouble(3),
                    ActiveAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)),
                    FiredAt = TimeAt(reader, 5),
                    ResolvedAt = TimeAt(reader, 6),
                    KeptSince = TimeAt(reader, 7),
                });
            }

            return alerts;
        });
    }

    /// <summary>When state was last written; null where it never was.</summary>
    public DateTimeOffset? LastSeen()
    {
        return Read<DateTimeOffset?>(() =>
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT at FROM seen";
            return command.ExecuteScalar() is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
        });
    }

    /// <summary>Writes what changed, all of it or nothing.</summary>
    /// <exception cref="AlertStateException">It could not be made durable.</exception>
    public void Save(DateTimeOffset at, IReadOnlyList<AlertStateChange> changes) => Write(transaction =>
    {
        Execute(transaction, "INSERT INTO seen (id, at) VALUES (1, $at) ON CONFLICT (id) DO UPDATE SET at = max(at, excluded.at)", ("$at", at.ToUnixTimeMilliseconds()));
        foreach (AlertStateChange change in changes)
        {
            string labels = Text(change.Labels);
            if (change.Alert is not { } alert)
            {
                Execute(transaction, "DELETE FROM alerts WHERE rule = $rule AND labels = $labels", ("$rule", change.Rule), ("$labels", labels));
                continue;
            }

            Execute(
                transaction,
                """
                INSERT OR REPLACE INTO alerts (rule, labels, annotations, state, value, active_at, fired_at, resolved_at, kept_since)
                VALUES ($rule, $labels, $annotations, $state, $value, $active, $fired, $resolved, $kept)
                """,
                ("$rule", change.Rule),
                ("$labels", labels),
                ("$annotations", Text(alert.Annotations)),
                ("$state", (long)alert.State),
                ("$value", double.IsNaN(alert.Value) ? null : alert.Value),
                ("$active", alert.ActiveAt.ToUnixTimeMilliseconds()),
                ("$fired", alert.FiredAt?.ToUnixTimeMilliseconds()),
                ("$resolved", alert.ResolvedAt?.ToUnixTimeMilliseconds()),
                ("$kept", alert.KeptSince?.ToUnixTimeMilliseconds()));
        }
    });

    /// <summary>Forgets all rules but these.</summary>
    /// <exception cref="AlertStateException">It could not be made durable.</exception>
    public void KeepOnly(IReadOnlySet<string> rules)
    {
        List<string> gone = Read(() =>
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT DISTINCT rule FROM alerts";
            using SqliteDataReader reader = command.ExecuteReader();
            var others = new List<string>();
            while (reader.Read())
            {
                if (!rules.Contains(reader.GetString(0)))
                {
                    others.Add(reader.GetString(0));
                }
            }

            return others;
        });

        if (gone.Count > 0)
        {
            Forget(gone);
        }
    }

    /// <summary>Forgets rules.</summary>
    /// <exception cref="AlertStateException">It could not be made durable.</exception>
    public void Forget(IReadOnlyCollection<string> rules) => Write(transaction =>
    {
        foreach (string rule in rules)
        {
            Execute(transaction, "DELETE FROM alerts WHERE rule = $rule", ("$rule", rule));
        }
    });

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private static DateTimeOffset? TimeAt(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static string Text(IEnumerable<Label> labels) => JsonSerializer.Serialize(labels.SelectMany(static label => new[] { label.Name, label.Value }));

    private static Label[] Pairs(string text)
    {
        string[] parts = JsonSerializer.Deserialize<string[]>(text)!;
        var labels = new Label[parts.Length / 2];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = new Label(parts[2 * i], parts[(2 * i) + 1]);
        }

        return labels;
    }

    private T Read<T>(Func<T> read)
    {
        try
        {
            lock (_lock)
            {
                return read();
            }
        }
        catch (Exception exception) when (exception is SqliteException or JsonException)
        {
            throw new AlertStateException($"{_connection.DataSource} cannot be read: {exception.Message}", exception);
        }
    }

    private void Write(Action<SqliteTransaction> write)
    {
        try
        {
            lock (_lock)
            {
                using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
                write(transaction);
                transaction.Commit();
            }
        }
        catch (SqliteException exception)
        {
            throw new AlertStateException($"{_connection.DataSource} cannot be written: {exception.Message}", exception);
        }
    }

    private void Execute(SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        command.ExecuteNonQuery();
    }

    private void Prepare(string path)
    {
        Execute(null, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000");
        long version;
        using (SqliteCommand command = _connection.CreateCommand())
        {
            command.CommandText = "PRAGMA user_version";
            version = (long)command.ExecuteScalar()!;
        }

        if (version > Version)
        {
            throw new AlertStateException(FormattableString.Invariant($"{path} has version {version}, made by a newer Vigia; this one reads up to {Version}."));
        }

        if (version == 0)
        {
            Write(transaction => Execute(
                transaction,
                """
                CREATE TABLE alerts (
                    rule TEXT NOT NULL,
                    labels TEXT NOT NULL,
                    annotations TEXT NOT NULL,
                    state INTEGER NOT NULL,
                    value REAL,
                    active_at INTEGER NOT NULL,
                    fired_at INTEGER,
                    resolved_at INTEGER,
                    kept_since INTEGER,
                    PRIMARY KEY (rule, labels)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE seen (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;
                PRAGMA user_version = 1;
                """));
        }
    }
}
