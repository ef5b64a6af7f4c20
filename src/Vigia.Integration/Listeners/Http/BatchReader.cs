using System.Buffers;
using System.IO.Pipelines;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Http;

/// <summary>
/// Hands out the messages of a batch one by one while the body still comes in, and never holds more than one of them.
/// Not thread safe.
/// </summary>
internal abstract class BatchReader(PipeReader body, AdmissionOptions options)
{
    private long _dropped;
    private SequencePosition _consumed;
    private long _examined;
    private bool _hasBuffer;
    private bool _isCut;

    /// <summary>The message's bytes, valid until the next read.</summary>
    public ReadOnlySequence<byte> Item { get; protected set; }

    /// <summary>The message is larger than one may be; its bytes were thrown away.</summary>
    public bool IsTooLarge { get; protected set; }

    /// <summary>Why nothing can be read any more although the body goes on, or null.</summary>
    public IntakeResult? Broken { get; protected set; }

    /// <summary>What is there and was not handed out yet.</summary>
    protected ReadOnlySequence<byte> Buffer { get; private set; }

    /// <summary>Nothing comes after <see cref="Buffer"/>.</summary>
    protected bool IsCompleted { get; private set; }

    protected int MaxItemBytes { get; } = options.MaxMessageBytes + options.MaxEnvelopeBytes;

    /// <summary>Reads the next message. False: there is none, or the batch is <see cref="Broken"/>.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        IsTooLarge = false;
        while (Broken is null)
        {
            if (TryTake())
            {
                return true;
            }

            if (IsCompleted || Broken is not null)
            {
                return false;
            }

            if (_isCut)
            {
                Broken = IntakeResult.TooLarge(FormattableString.Invariant($"A batch has at most {options.MaxBatchBytes} bytes; what follows was not read."));
                return false;
            }

            await FillAsync(cancellationToken);
        }

        return false;
    }

    /// <summary>Gives the body back. Nothing can be read after it.</summary>
    public void Release()
    {
        if (_hasBuffer)
        {
            body.AdvanceTo(Buffer.End);
            _hasBuffer = false;
        }
    }

    /// <summary>Takes the next message out of <see cref="Buffer"/>. False: more bytes are needed, or there are no more messages.</summary>
    protected abstract bool TryTake();

    /// <summary>The bytes before <paramref name="position"/> are done with once the next message is read.</summary>
    protected void Consume(SequencePosition position)
    {
        _consumed = position;
        _dropped += Buffer.Slice(0, position).Length;
        Buffer = Buffer.Slice(position);
        _examined = 0;
    }

    // A message that is not whole yet is looked at again only when twice as much is there, so that a sender who trickles
    // cannot make the module read the same bytes over and over.
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_hasBuffer)
        {
            body.AdvanceTo(_consumed, Buffer.End);
        }

        ReadResult result = await body.ReadAtLeastAsync((int)Math.Min(Math.Max(1, _examined * 2), MaxItemBytes + 1L), cancellationToken);
        _hasBuffer = true;
        Buffer = result.Buffer;
        _consumed = Buffer.Start;
        _examined = Buffer.Length;
        IsCompleted = result.IsCompleted;
        if (_dropped + Buffer.Length > options.MaxBatchBytes)
        {
            Buffer = Buffer.Slice(0, options.MaxBatchBytes - _dropped);
            IsCompleted = false;
            _isCut = true;
        }
    }

}
