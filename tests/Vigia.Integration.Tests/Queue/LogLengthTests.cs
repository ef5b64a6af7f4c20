using Microsoft.Data.Sqlite;
using Vigia.Integration.Queue;
using Xunit;

namespace Vigia.Integration.Tests.Queue;

/// <summary>How long the database's log gets while commits never pause.</summary>
public sealed class LogLengthTests
{
    private const long LogBytes = 512 << 10;

    // Twice the length at which it starts over, and the commits that passed it.
    private const long MaxLogBytes = (2 * LogBytes) + (256 << 10);

    [Fact]
    public async Task Enqueue_ManyTimesTheLogsLength_StaysBounded()
    {
        await using SqliteEngine engine = Open();

        await WriteAsync(engine, "m", 6_000);

        Assert.InRange(engine.Database.LogBytes, 1, MaxLogBytes);
        await engine.RestartAsync();
        Assert.Equal(6_000, engine.Queue.Count);
    }

    [Fact]
    public async Task Enqueue_ReaderHoldsTheLog_StartsOverOnceItIsGone()
    {
        await using SqliteEngine engine = Open();
        long held;
        await using (SqliteConnection reader = engine.Database.OpenReadOnly())
        {
            await using SqliteTransaction snapshot = reader.BeginTransaction(deferred: true);
            await using SqliteCommand command = reader.CreateCommand();
            command.Transaction = snapshot;
            command.CommandText = "SELECT count(*) FROM messages";
            Assert.Equal(0L, await command.ExecuteScalarAsync());

            await WriteAsync(engine, "held", 3_000);
            held = engine.Database.LogBytes;
            Assert.Equal(0L, await command.ExecuteScalarAsync());
        }

        Assert.True(held > MaxLogBytes, $"The reader held nothing up: {held} bytes.");
        await WriteAsync(engine, "after", 6_000);

        // What was written since would have made it three times as long.
        Assert.InRange(engine.Database.LogBytes, held, held + MaxLogBytes);
    }

    private static SqliteEngine Open() => new(options =>
    {
        options.CheckpointBytes = 128 << 10;
        options.LogBytes = LogBytes;
    });

    /// <summary>By eight callers that never pause; each message takes about a page of log.</summary>
    private static Task WriteAsync(SqliteEngine engine, string prefix, int count) => Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
    {
        for (int i = caller; i < count; i += 8)
        {
            Assert.Equal(EnqueueOutcome.Queued, await engine.EnqueueAsync(engine.New($"{prefix}{i}", payload: $"\"{new string('x', 1_500)}\"")));
        }
    })));
}
