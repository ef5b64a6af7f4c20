using Vigia.Integration.Access;
using Vigia.Integration.Admission;
using Vigia.Integration.Listeners.Envelopes;
using Vigia.Integration.Listeners.Web;

namespace Vigia.Integration.Listeners.Http;

/// <summary>
/// Takes a batch in: the messages go into the queue in their order, without waiting for one another, so that they share
/// the queue's group commits; what waits for the disk is bounded in number and bytes. Serves one request.
/// </summary>
internal sealed class BatchIntake(IMessageIntake intake, AdmissionOptions options, Identity identity, string requestId, string? remoteAddress)
{
    private const int MaxPending = 256;
    private const long MaxPendingBytes = 8 * 1024 * 1024;

    private readonly Queue<Pending> _pending = [];
    private readonly List<BatchResult> _results = [];
    private long _pendingBytes;

    public IReadOnlyList<BatchResult> Results => _results;

    /// <summary>Why the rest of the batch was not read, or null.</summary>
    public IntakeResult? Broken { get; private set; }

    public async ValueTask RunAsync(BatchReader reader, CancellationToken cancellationToken)
    {
        try
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (_results.Count + _pending.Count >= options.MaxBatch)
                {
                    Broken = Refuse(new Envelope(), IntakeResult.TooLarge(
                        FormattableString.Invariant($"A batch has at most {options.MaxBatch} messages; what follows was not read.")));
                    break;
                }

                Start(reader);
                while (_pending.Count >= MaxPending || _pendingBytes > MaxPendingBytes)
                {
                    await FinishOldestAsync();
                }
            }

            if (reader.Broken is { } broken)
            {
                Broken = Refuse(new Envelope(), broken);
            }
        }
        finally
        {
            // What was handed in is on its way to the disk, whether the sender is still there or not.
            while (_pending.Count > 0)
            {
                await FinishOldestAsync();
            }

            reader.Release();
        }
    }

    private void Start(BatchReader reader)
    {
        Envelope envelope = new();
        IntakeResult refusal = IntakeResult.TooLarge(FormattableString.Invariant($"The message has more than {options.MaxMessageBytes} bytes."));
        if (reader.IsTooLarge || !EnvelopeReader.TryRead(reader.Item, options, out envelope, out refusal))
        {
            _pending.Enqueue(new Pending(new(Refuse(envelope, refusal)), envelope.Ref, 0));
            return;
        }

        int bytes = envelope.Payload.Length;
        _pendingBytes += bytes;
        _pending.Enqueue(new Pending(intake.AcceptAsync(ToMessage(envelope), CancellationToken.None), envelope.Ref, bytes));
    }

    private async ValueTask FinishOldestAsync()
    {
        Pending oldest = _pending.Dequeue();
        IntakeResult result = await oldest.Task;
        _pendingBytes -= oldest.Bytes;
        _results.Add(new BatchResult(result, oldest.Ref));
    }

    private IntakeResult Refuse(Envelope envelope, in IntakeResult refusal) => intake.Refuse(ToMessage(envelope), refusal);

    private IncomingMessage ToMessage(Envelope envelope) => envelope.ToMessage("http", identity, requestId, remoteAddress, isBatched: true);

    private readonly record struct Pending(ValueTask<IntakeResult> Task, byte[]? Ref, int Bytes);
}
