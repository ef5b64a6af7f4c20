using System.Numerics;

namespace Vigia.PromQL.Engine.Columns;

/// <summary>One bit per step in words of 64, to tell where a series has a sample.</summary>
internal static class StepBits
{
    public static int Words(int steps) => (steps + 63) >> 6;

    public static bool Get(ReadOnlySpan<ulong> bits, int step) => (bits[step >> 6] >> step & 1) != 0;

    public static void Set(Span<ulong> bits, int step) => bits[step >> 6] |= 1UL << step;

    public static void Clear(Span<ulong> bits, int step) => bits[step >> 6] &= ~(1UL << step);

    public static void Fill(Span<ulong> bits, int steps)
    {
        bits[..Words(steps)].Fill(ulong.MaxValue);
        if ((steps & 63) != 0)
        {
            bits[Words(steps) - 1] = (1UL << steps) - 1;
        }
    }

    public static bool Any(ReadOnlySpan<ulong> bits) => bits.ContainsAnyExcept(0UL);

    public static int Count(ReadOnlySpan<ulong> bits)
    {
        int count = 0;
        foreach (ulong word in bits)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    public static bool Overlap(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if ((left[i] & right[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    public static void Or(Span<ulong> to, ReadOnlySpan<ulong> from)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] |= from[i];
        }
    }

    /// <summary>The first set bit at or behind a step; -1 where there is none.</summary>
    public static int Next(ReadOnlySpan<ulong> bits, int step)
    {
        int word = step >> 6;
        if (word >= bits.Length)
        {
            return -1;
        }

        ulong left = bits[word] & (ulong.MaxValue << step);
        while (left == 0)
        {
            if (++word >= bits.Length)
            {
                return -1;
            }

            left = bits[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(left);
    }
}
