using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Queue;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Model.Messages;

namespace Vigia.Integration.Tests.Queue;

/// <summary>A database that is filled and then closed, for tests of what a later start finds.</summary>
internal sealed class ClosedDatabase : IAsyncDisposable
{
    private readonly ModuleDatabase _database;
    private readonly QueueWriter _writer;
    private readonly SqliteMessageQueue _queue;

    public ClosedDatabase(string folder)
    {
        var options = new QueueOptions();
        _database = new ModuleDatabase(folder, vfs: null, synchronous: "OFF");
        _writer = new QueueWriter(_database, options, TimeProvider.System, new QueueMeters(new MetricRegistry()), NullLogger.Instance);
        _writer.Start();
        _queue = new SqliteMessageQueue(_writer, options);
    }

    public async Task FillAsync()
    {
        for (int i = 0; i < 200; i++)
        {
            await _queue.EnqueueAsync(
                new NewMessage
                {
                    Message = new Message { Id = $"m{i}", Type = "t", Protocol = "http", Subject = "s", ReceivedAt = DateTimeOffset.UnixEpoch, Payload = new byte[500] },
                    Fingerprint = 1,
                },
                default);
        }
    }

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        _database.Dispose();
        return ValueTask.CompletedTask;
    }
}
