using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Testing;

namespace Vigia.Integration.Tests.Queue;

internal sealed class SqliteEngine : MessageEngine
{
    private readonly TemporaryDirectory _folder = new();
    private readonly QueueOptions _queueOptions = new();
    private readonly MessagesOptions _options = new();
    private readonly ReaderGate _readers = new(4);
    private ModuleDatabase _database = null!;
    private QueueWriter _writer = null!;
    private NoteBuffer _notes = null!;
    private IMessageQueue _queue = null!;
    private IMessageStore _store = null!;
    private IDeadLetterStore _deadLetters = null!;
    private IAuditLog _audit = null!;

    public SqliteEngine(Action<QueueOptions>? queue = null, Action<MessagesOptions>? messages = null)
    {
        queue?.Invoke(_queueOptions);
        messages?.Invoke(_options);
        Open();
    }

    public override IMessageQueue Queue => _queue;

    public override IMessageStore Store => _store;

    public override IDeadLetterStore DeadLetters => _deadLetters;

    public override IAuditLog Audit => _audit;

    public ModuleDatabase Database => _database;

    public QueueWriter Writer => _writer;

    public MetricRegistry Registry { get; } = new();

    public string Folder => _folder["data"];

    public override Task RestartAsync() => RestartAsync(before: null);

    /// <summary>Does something to the closed database in between.</summary>
    public Task RestartAsync(Action? before)
    {
        Close();
        before?.Invoke();
        Open();
        return Task.CompletedTask;
    }

    public override async Task FlushNotesAsync() => await _notes.FlushAsync();

    public override async Task RetainAsync()
    {
        using var retention = new MessageRetention(_writer, _options, _queueOptions, Time, NullLogger<MessageRetention>.Instance);
        await retention.RunOnceAsync(default);
    }

    public override ValueTask DisposeAsync()
    {
        Close();
        _readers.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Open()
    {
        _database = new ModuleDatabase(Folder, vfs: null, synchronous: "OFF");
        var meters = new QueueMeters(Registry);
        _writer = new QueueWriter(_database, _queueOptions, Time, meters, NullLogger.Instance);
        _writer.Start();
        _notes = new NoteBuffer(_writer, meters, _options, Time);
        _queue = new SqliteMessageQueue(_writer, _queueOptions);
        _store = new SqliteMessageStore(_database, _writer, _notes, _readers, _options);
        _deadLetters = new SqliteDeadLetterStore(_database, _writer, _readers);
        _audit = new SqliteAuditLog(_database, _writer, _readers);
    }

    private void Close()
    {
        _notes.Dispose();
        _writer.Dispose();
        _database.Dispose();
    }
}
