using System.Buffers;
using System.IO.Pipelines;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Http;

/// <summary>
/// NDJSON: one message a line, ended by LF or CRLF, the last one by the end of the body too. Empty lines are skipped. A
/// bad or oversized line spoils no other.
/// </summary>
internal sealed class LineBatchReader(PipeReader body, AdmissionOptions options) : BatchReader(body, options)
{
    private static readonly byte[] Blank = " \t\r"u8.ToArray();
    private bool _skipping;

    protected override bool TryTake()
    {
        while (!Buffer.IsEmpty)
        {
            SequencePosition? end = Buffer.PositionOf((byte)'\n');
            if (end is null && !IsCompleted)
            {
                SkipOversized();
                return false;
            }

            ReadOnlySequence<byte> line = end is null ? Buffer : Buffer.Slice(0, end.Value);
            bool tooLarge = _skipping || line.Length > MaxItemBytes;
            Consume(end is null ? Buffer.End : Buffer.GetPosition(1, end.Value));
            _skipping = false;
            if (tooLarge || !IsBlank(line))
            {
                Item = line;
                IsTooLarge = tooLarge;
                return true;
            }
        }

        return EndSkipped();
    }

    // The last line may end with the body, after all of it that had come was thrown away.
    private bool EndSkipped()
    {
        if (!IsCompleted || !_skipping)
        {
            return false;
        }

        (_skipping, Item, IsTooLarge) = (false, default, true);
        return true;
    }

    private void SkipOversized()
    {
        if (Buffer.Length > MaxItemBytes || _skipping)
        {
            _skipping = true;
            Consume(Buffer.End);
        }
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (ReadOnlyMemory<byte> segment in line)
        {
            if (segment.Span.ContainsAnyExcept(Blank))
            {
                return false;
            }
        }

        return true;
    }
}
