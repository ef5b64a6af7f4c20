using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Vigia.Model.Labels;

namespace Vigia.Storage.Metrics.Index;

/// <summary>
/// A series' identity across head and blocks: XXH3-128 over its labels in order, each name and value as UTF-16 little-endian with 0xffff behind.
/// Two series of the same hash would be taken for one: at a hundred million series the odds are below one in 10²².
/// </summary>
internal static class LabelHash
{
    private const int StackCharacters = 512;

    public static UInt128 Of(LabelSet labels)
    {
        int length = 0;
        foreach (Label label in labels.Span)
        {
            length += label.Name.Length + label.Value.Length + 2;
        }

        char[]? rented = null;
        Span<char> text = length <= StackCharacters ? stackalloc char[StackCharacters] : rented = ArrayPool<char>.Shared.Rent(length);
        int at = 0;
        foreach (Label label in labels.Span)
        {
            label.Name.CopyTo(text[at..]);
            at += label.Name.Length;
            text[at++] = '\uffff';
            label.Value.CopyTo(text[at..]);
            at += label.Value.Length;
            text[at++] = '\uffff';
        }

        UInt128 hash = XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text[..length]));
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return hash;
    }
}
