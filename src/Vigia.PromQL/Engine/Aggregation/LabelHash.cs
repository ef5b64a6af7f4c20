using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Vigia.Model.Labels;

namespace Vigia.PromQL.Engine.Aggregation;

/// <summary>
/// A hash of labels that is the same in every process: XXH64 over each name and value with its length before it, which is what Prometheus
/// hashes, so that <c>limit_ratio</c> chooses the same series.
/// </summary>
internal static class LabelHash
{
    private const ulong Prime1 = 11400714785074694791;
    private const ulong Prime2 = 14029467366897019727;
    private const ulong Prime3 = 1609587929392839161;
    private const ulong Prime4 = 9650029242287828579;
    private const ulong Prime5 = 2870177450012600261;

    public static ulong Of(LabelSet labels)
    {
        using var bytes = new MemoryStream();
        foreach (Label label in labels.Span)
        {
            Write(bytes, label.Name);
            Write(bytes, label.Value);
        }

        return Hash(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static void Write(MemoryStream bytes, string text)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        if (encoded.Length < 255)
        {
            bytes.WriteByte((byte)encoded.Length);
        }
        else
        {
            bytes.WriteByte(255);
            bytes.WriteByte((byte)encoded.Length);
            bytes.WriteByte((byte)(encoded.Length >> 8));
            bytes.WriteByte((byte)(encoded.Length >> 16));
        }

        bytes.Write(encoded);
    }

    private static ulong Hash(ReadOnlySpan<byte> data)
    {
        ulong hash;
        ulong length = (ulong)data.Length;
        if (data.Length >= 32)
        {
            ulong a = unchecked(Prime1 + Prime2);
            ulong b = Prime2;
            ulong c = 0;
            ulong d = unchecked(0 - Prime1);
            while (data.Length >= 32)
            {
                a = Round(a, Read64(data));
                b = Round(b, Read64(data[8..]));
                c = Round(c, Read64(data[16..]));
                d = Round(d, Read64(data[24..]));
                data = data[32..];
            }

            hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
        }
        else
        {
            hash = Prime5;
        }

        hash += length;
        for (; data.Length >= 8; data = data[8..])
        {
            hash = (BitOperations.RotateLeft(hash ^ Round(0, Read64(data)), 27) * Prime1) + Prime4;
        }

        if (data.Length >= 4)
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(data) * Prime1), 23) * Prime2) + Prime3;
            data = data[4..];
        }

        foreach (byte b in data)
        {
            hash = BitOperations.RotateLeft(hash ^ (b * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    private static ulong Read64(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt64LittleEndian(data);

    private static ulong Round(ulong state, ulong input) => BitOperations.RotateLeft(state + (input * Prime2), 31) * Prime1;

    private static ulong Merge(ulong hash, ulong state) => ((hash ^ Round(0, state)) * Prime1) + Prime4;
}
