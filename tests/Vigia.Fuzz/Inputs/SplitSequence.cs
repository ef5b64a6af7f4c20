using System.Buffers;

namespace Vigia.Fuzz.Inputs;

/// <summary>The same bytes as the network may bring them: in many small pieces.</summary>
internal sealed class SplitSequence : ReadOnlySequenceSegment<byte>
{
    private SplitSequence(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

    public static ReadOnlySequence<byte> Of(byte[] bytes, int pieceBytes)
    {
        if (bytes.Length == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new SplitSequence(bytes.AsMemory(0, Math.Min(pieceBytes, bytes.Length)), 0);
        SplitSequence last = first;
        for (int at = pieceBytes; at < bytes.Length; at += pieceBytes)
        {
            var next = new SplitSequence(bytes.AsMemory(at, Math.Min(pieceBytes, bytes.Length - at)), at);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
