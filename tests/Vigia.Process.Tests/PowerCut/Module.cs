using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>The queue and the message store over one folder.</summary>
internal sealed class Module : IDisposable
{
    private readonly ReaderGate _readers = new(2);
    private readonly NoteBuffer _notes;

    public Module(string folder, string? vfs = null, string synchronous = "FULL", TimeProvider? time = null)
    {
        var options = new QueueOptions { CheckpointBytes = 128 << 10, LogBytes = 384 << 10, MaxDeliveries = 100, UnavailableTime = TimeSpan.FromMilliseconds(20) };
        var messages = new MessagesOptions();
        var meters = Meters = new QueueMeters(new MetricRegistry());
        time ??= TimeProvider.System;
        Database = new ModuleDatabase(folder, vfs, synchronous);
        Writer = new QueueWriter(Database, options, time, meters, NullLogger.Instance);
        _notes = new NoteBuffer(Writer, meters, messages, time);
        Queue = new SqliteMessageQueue(Writer, options);
        Store = new SqliteMessageStore(Database, Writer, _notes, _readers, messages);
    }

    public QueueMeters Meters { get; }

    public ModuleDatabase Database { get; }

    public QueueWriter Writer { get; }

    public SqliteMessageQueue Queue { get; }

    public SqliteMessageStore Store { get; }

    public void Dispose()
    {
        Writer.Dispose();
        _notes.Dispose();
        Database.Dispose();
        _readers.Dispose();
    }
}
