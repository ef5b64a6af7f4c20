using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vigia.Instrumentation.Health;
using Vigia.Instrumentation.Health.Database;
using Vigia.Testing;
using Xunit;

namespace Vigia.Instrumentation.Tests.Health;

public sealed class DatabaseHealthCheckTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public DatabaseHealthCheckTests() => Execute("""
        PRAGMA journal_mode = WAL;
        CREATE TABLE messages (id TEXT PRIMARY KEY, status TEXT NOT NULL, parent TEXT REFERENCES messages (id));
        CREATE INDEX ix_messages_status ON messages (status);
        CREATE INDEX ix_unused ON messages (parent);
        INSERT INTO messages VALUES ('m1', 'queued', NULL);
        """);

    private string ConnectionString => $"Data Source={_directory["state.db"]};Mode=ReadWrite;Pooling=False";

    [Fact]
    public async Task Check_SoundDatabase_AllProbesAreHealthyAndNothingIsLeft()
    {
        HealthCheckResult result = await CheckAsync(new ExpectedIndex("ix_messages_status", "SELECT id FROM messages WHERE status = 'queued'"));
        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Equal(["connection", "query", "transaction", "indexes"], result.Data.Keys);
        Assert.Equal(1L, Probe(result, "query").Value);
        Assert.Equal(0L, Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'vigia_health_probe'"));
        Assert.Equal(1L, Scalar("SELECT count(*) FROM messages"));
    }

    [Fact]
    public async Task Check_FileMissing_IsUnhealthyFromTheConnectionOn()
    {
        File.Delete(_directory["state.db"]);
        HealthCheckResult result = await CheckAsync();
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal(4, result.Data.Count);
        Assert.All(result.Data.Keys, name => Assert.Equal(HealthStatus.Unhealthy, Probe(result, name).Status));
        Assert.False(File.Exists(_directory["state.db"]));
    }

    [Fact]
    public async Task Check_FileIsNoDatabase_IsUnhealthy()
    {
        await File.WriteAllTextAsync(_directory["state.db"], new string('x', 8192), TestContext.Current.CancellationToken);
        File.Delete(_directory["state.db-wal"]);
        HealthCheckResult result = await CheckAsync();
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("not a database", result.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AnotherWriterHoldsTheLock_TransactionIsDegraded()
    {
        await using var writer = new SqliteConnection(ConnectionString);
        writer.Open();
        await using SqliteTransaction transaction = writer.BeginTransaction();
        HealthCheckResult result = await CheckAsync();
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal("Another writer held the lock for 1 s.", Probe(result, "transaction").Output);
        Assert.Equal(HealthStatus.Healthy, Probe(result, "query").Status);

        transaction.Rollback();
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task Check_ReadOnlyDatabase_TransactionIsUnhealthy()
    {
        var options = new DatabaseHealthOptions();
        HealthCheckResult result = await CheckAsync(options, ConnectionString.Replace("ReadWrite", "ReadOnly", StringComparison.Ordinal));
        Assert.Equal(HealthStatus.Unhealthy, Probe(result, "transaction").Status);
        Assert.Contains("readonly", Probe(result, "transaction").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ix_gone", null, "ix_gone is missing.")]
    [InlineData("ix_unused", "SELECT id FROM messages WHERE status = 'queued'", "ix_unused is not used (SEARCH messages USING INDEX ix_messages_status (status=?)).")]
    [InlineData("ix_messages_status", "SELECT id FROM messages WHERE status || '' = 'queued'", "ix_messages_status is not used (SCAN messages).")]
    public async Task Check_IndexNotAsExpected_IsDegradedAndSaysWhy(string name, string? query, string output)
    {
        HealthCheckResult result = await CheckAsync(new ExpectedIndex(name, query));
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal(output, Probe(result, "indexes").Output);
    }

    [Fact]
    public async Task Check_DanglingForeignKey_IsFoundWhereAskedFor()
    {
        Execute("PRAGMA foreign_keys = OFF; INSERT INTO messages VALUES ('m2', 'queued', 'nobody');");
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
        HealthCheckResult result = await CheckAsync(new DatabaseHealthOptions { CheckForeignKeys = true }, ConnectionString);
        Assert.Equal("Rows of messages refer to rows that are not there.", Probe(result, "foreign_keys").Output);
    }

    [Fact]
    public async Task Check_PooledConnection_GivesTheLockBack()
    {
        string pooled = ConnectionString.Replace("Pooling=False", "Pooling=True", StringComparison.Ordinal);
        try
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(HealthStatus.Healthy, (await CheckAsync(new DatabaseHealthOptions(), pooled)).Status);
                Execute($"INSERT INTO messages VALUES ('p{i}', 'queued', NULL)");
            }
        }
        finally
        {
            using var connection = new SqliteConnection(pooled);
            SqliteConnection.ClearPool(connection);
        }
    }

    public void Dispose() => _directory.Dispose();

    private static ProbeReading Probe(HealthCheckResult result, string name) => (ProbeReading)result.Data[name];

    private Task<HealthCheckResult> CheckAsync(params ExpectedIndex[] expected)
    {
        var options = new DatabaseHealthOptions { CommandTimeout = TimeSpan.FromSeconds(1) };
        foreach (ExpectedIndex index in expected)
        {
            options.ExpectedIndexes.Add(index);
        }

        return CheckAsync(options, ConnectionString);
    }

    private static Task<HealthCheckResult> CheckAsync(DatabaseHealthOptions options, string connectionString)
    {
        DbConnection Connect() => new SqliteConnection(connectionString);
        var check = new DatabaseHealthCheck(Connect, options, TimeProvider.System);
        return check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={_directory["state.db"]};Pooling=False");
        connection.Open();
        return connection;
    }
}
