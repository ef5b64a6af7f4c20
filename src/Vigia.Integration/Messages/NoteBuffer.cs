using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;
using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>
/// Refused and repeated messages on their way to the disk. Nobody waits for them, so they are gathered for a moment and
/// go along with the next commit. Bounded; what does not fit is dropped and counted. Thread safe.
/// </summary>
internal sealed class NoteBuffer : IDisposable
{
    private const int MaxPerTransaction = 500;

    private readonly QueueWriter _writer;
    private readonly QueueMeters _meters;
    private readonly MessagesOptions _options;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Queue<MessageSummary> _notes = new();
    private bool _isArmed;

    public NoteBuffer(QueueWriter writer, QueueMeters meters, MessagesOptions options, TimeProvider time)
    {
        _writer = writer;
        _meters = meters;
        _options = options;
        _timer = time.CreateTimer(static state => ((NoteBuffer)state!).Submit(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(MessageSummary note)
    {
        lock (_lock)
        {
            if (_notes.Count >= _options.NoteCapacity)
            {
                _meters.NotesDropped.Increment();
                return;
            }

            _notes.Enqueue(note);
            if (_isArmed)
            {
                return;
            }

            _isArmed = true;
        }

        _timer.Change(_options.NoteDelay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes when all notes added before are on disk.</summary>
    public async ValueTask FlushAsync()
    {
        while (await SubmitAsync())
        {
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Submit()
    {
        lock (_lock)
        {
            _isArmed = false;
        }

        _writer.TrySubmit(new NoteOperation(this));
    }

    private ValueTask<bool> SubmitAsync()
    {
        var operation = new NoteOperation(this);
        _writer.TrySubmit(operation);
        return operation.Task;
    }

    private bool HasMore
    {
        get
        {
            lock (_lock)
            {
                return _notes.Count > 0;
            }
        }
    }

    private void Take(List<MessageSummary> taken)
    {
        lock (_lock)
        {
            while (taken.Count < MaxPerTransaction && _notes.TryDequeue(out MessageSummary? note))
            {
                taken.Add(note);
            }
        }
    }

    private static void Insert(QueueContext context, MessageSummary note)
    {
        using SqliteStatement insert = context.Session.Prepare(
            """
            INSERT INTO notes (seq, id, type, protocol, status, subject, received_at, sent_at, partition_key, user_hash, user_id, trace_id, size, error_type, error, duplicate_of)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """);
        long sequence = context.TakeSequence();
        long receivedAt = DatabaseKeys.Time(note.ReceivedAt);
        insert.Bind(1, sequence);
        insert.Bind(2, note.Id);
        insert.Bind(3, note.Type);
        insert.Bind(4, note.Protocol);
        insert.Bind(5, DatabaseStatus.From(note.Status));
        insert.Bind(6, note.Subject);
        insert.Bind(7, receivedAt);
        insert.Bind(8, note.SentAt is { } sentAt ? DatabaseKeys.Time(sentAt) : null);
        insert.Bind(9, note.PartitionKey);
        insert.Bind(10, note.UserId is { } userId ? DatabaseKeys.User(userId) : null);
        insert.Bind(11, note.UserId);
        insert.Bind(12, note.TraceId);
        insert.Bind(13, note.Size);
        insert.Bind(14, note.ErrorType);
        insert.Bind(15, QueueContext.Shorten(note.Error));
        insert.Bind(16, note.DuplicateOf);
        insert.Run();
        context.NoteReceived(sequence, receivedAt);
    }

    /// <summary>Writes some notes; its result says whether more wait. What it took stays with it where it must be run again.</summary>
    private sealed class NoteOperation(NoteBuffer buffer) : ResultOperation<bool>
    {
        private readonly List<MessageSummary> _taken = [];

        public override void Execute(QueueContext context)
        {
            buffer.Take(_taken);
            foreach (MessageSummary note in _taken)
            {
                Insert(context, note);
            }

            Result = buffer.HasMore;
        }

        public override void Complete()
        {
            bool hasMore = Result;
            base.Complete();
            if (hasMore)
            {
                buffer._writer.TrySubmit(new NoteOperation(buffer));
            }
        }

        public override void Fail(Exception exception)
        {
            buffer._meters.NotesDropped.Increment(_taken.Count);
            base.Fail(exception);
        }
    }
}
