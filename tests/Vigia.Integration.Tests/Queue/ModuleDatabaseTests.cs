using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Testing;
using Xunit;

namespace Vigia.Integration.Tests.Queue;

public sealed class ModuleDatabaseTests
{
    [Fact]
    public async Task OpenReadOnly_NewDatabase_HasTheExpectedIndexesAndIsWhole()
    {
        await using var engine = new SqliteEngine();
        using SqliteConnection connection = engine.Database.OpenReadOnly();

        foreach (string index in ModuleDatabase.ExpectedIndexes)
        {
            Assert.Equal(1L, Scalar(connection, $"SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = '{index}'"));
        }

        Assert.Equal("ok", Scalar(connection, "PRAGMA integrity_check"));
        Assert.Equal((long)DatabaseSchema.Version, Scalar(connection, "PRAGMA user_version"));
        Assert.Equal("wal", Scalar(connection, "PRAGMA journal_mode"));
    }

    [Fact]
    public async Task ConnectReadWrite_TrialTransaction_LeavesTheQueueWorking()
    {
        await using var engine = new SqliteEngine();
        using (SqliteConnection connection = engine.Database.ConnectReadWrite())
        {
            connection.Open();
            using SqliteTransaction transaction = connection.BeginTransaction();
            transaction.Rollback();
        }

        await engine.EnqueueAllAsync("a");
    }

    [Fact]
    public void OpenWriter_SecondOne_IsRefusedWithTheFolder()
    {
        using var folder = new TemporaryDirectory();
        using var first = new ModuleDatabase(folder.Path, null, "OFF");
        using SqliteSession session = first.OpenWriter();
        using var second = new ModuleDatabase(folder.Path, null, "OFF");

        ModuleDatabaseException refusal = Assert.Throws<ModuleDatabaseException>(() => second.OpenWriter());

        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("in use", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenWriter_Version1_IsBroughtToTheCurrentOneWithWhatItHolds()
    {
        await using var engine = new SqliteEngine();
        await engine.BuryAllAsync("timeout", "a");
        await engine.RestartAsync(before: () => Execute(
            Path.Combine(engine.Folder, "module.db"), "DROP INDEX audit_target; ALTER TABLE dead DROP COLUMN edits; PRAGMA user_version = 1"));

        using SqliteConnection connection = engine.Database.OpenReadOnly();
        Assert.Equal((long)DatabaseSchema.Version, Scalar(connection, "PRAGMA user_version"));
        Assert.Equal(1L, Scalar(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'audit_target'"));
        Assert.NotNull((await engine.Store.GetAsync("a", default))!.Version);
    }

    [Fact]
    public void OpenWriter_NewerVersion_IsRefused()
    {
        using var folder = new TemporaryDirectory();
        Execute(folder["module.db"], $"CREATE TABLE t (a); PRAGMA application_id = {DatabaseSchema.ApplicationId}; PRAGMA user_version = 99");

        Assert.Contains("version 99", Refusal(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void OpenWriter_AnotherProgramsDatabase_IsRefused()
    {
        using var folder = new TemporaryDirectory();
        Execute(folder["module.db"], "CREATE TABLE t (a)");

        Assert.Contains("another program", Refusal(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void OpenWriter_NotADatabase_NamesTheFileAndWhatToDo()
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder["module.db"], new string('x', 8_192));

        string message = Refusal(folder);

        Assert.Contains(folder["module.db"], message, StringComparison.Ordinal);
        Assert.Contains("backup", message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenWriter_MissingFolder_IsMadeForItsOwnerOnly()
    {
        using var folder = new TemporaryDirectory();
        using var database = new ModuleDatabase(folder["a/b"], null, "FULL");

        using SqliteSession session = database.OpenWriter();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder["a/b"]));
        }
        else
        {
            Assert.True(Directory.Exists(folder["a/b"]));
        }
    }

    [Fact]
    public async Task Start_DamagedPage_NamesTheFile()
    {
        using var folder = new TemporaryDirectory();
        await using (var database = new ClosedDatabase(folder.Path))
        {
            await database.FillAsync();
        }

        byte[] bytes = await File.ReadAllBytesAsync(folder["module.db"]);
        bytes.AsSpan(4_096).Fill(0x5a);
        await File.WriteAllBytesAsync(folder["module.db"], bytes);

        using var again = new ModuleDatabase(folder.Path, null, "OFF");
        using var writer = new QueueWriter(again, new QueueOptions(), TimeProvider.System, new QueueMeters(new MetricRegistry()), NullLogger.Instance);
        Assert.Contains("module.db", Assert.Throws<ModuleDatabaseException>(writer.Start).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralBadSettings_ReportsAll()
    {
        var queue = new QueueOptions { Capacity = 0, LeaseTime = TimeSpan.Zero, MaxDeliveries = -1 };
        var messages = new MessagesOptions { Readers = 0, Retention = new RetentionOptions { Dead = TimeSpan.Zero } };

        ValidateOptionsResult first = new QueueOptionsValidator().Validate(null, queue);
        ValidateOptionsResult second = new MessagesOptionsValidator().Validate(null, messages);

        Assert.Equal(3, first.Failures!.Count());
        Assert.Contains(first.Failures!, failure => failure.Contains("Queue:LeaseTime", StringComparison.Ordinal));
        Assert.Equal(2, second.Failures!.Count());
        Assert.Contains(second.Failures!, failure => failure.Contains("Messages:Retention:Dead", StringComparison.Ordinal));
        Assert.True(new QueueOptionsValidator().Validate(null, new QueueOptions()).Succeeded);
        Assert.True(new MessagesOptionsValidator().Validate(null, new MessagesOptions()).Succeeded);
    }

    private static string Refusal(TemporaryDirectory folder)
    {
        using var database = new ModuleDatabase(folder.Path, null, "OFF");
        return Assert.Throws<ModuleDatabaseException>(() => database.OpenWriter()).Message;
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
