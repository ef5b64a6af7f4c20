using System.Buffers;
using System.Numerics;

namespace Vigia.Storage.Metrics.Index;

/// <summary>Operations on series numbers that ascend without repeats.</summary>
internal static class SeriesSets
{
    /// <summary>Keeps of the first what the second holds too, in place.</summary>
    /// <returns>How many are left.</returns>
    public static int Intersect(Span<uint> first, ReadOnlySpan<uint> second) => Filter(first, second, keepFound: true);

    /// <summary>Removes from the first what the second holds, in place.</summary>
    /// <returns>How many are left.</returns>
    public static int Subtract(Span<uint> first, ReadOnlySpan<uint> second) => Filter(first, second, keepFound: false);

    /// <summary>Sorts lists that were appended to each other and removes repeats, in place.</summary>
    /// <param name="numbers">The lists.</param>
    /// <param name="limit">All numbers are below it.</param>
    /// <returns>How many are left.</returns>
    public static int Union(Span<uint> numbers, uint limit)
    {
        // A bitmap takes time for its words, sorting for its comparisons.
        return limit / 64 < (uint)numbers.Length * 4L ? UnionByBitmap(numbers, limit) : UnionBySort(numbers);
    }

    private static int UnionBySort(Span<uint> numbers)
    {
        numbers.Sort();
        int kept = 0;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (kept == 0 || numbers[kept - 1] != numbers[i])
            {
                numbers[kept++] = numbers[i];
            }
        }

        return kept;
    }

    private static int UnionByBitmap(Span<uint> numbers, uint limit)
    {
        int words = (int)(limit / 64) + 1;
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(words);
        Span<ulong> bitmap = rented.AsSpan(0, words);
        bitmap.Clear();
        foreach (uint number in numbers)
        {
            bitmap[(int)(number >> 6)] |= 1UL << (int)(number & 63);
        }

        int kept = 0;
        for (int word = 0; word < words; word++)
        {
            for (ulong bits = bitmap[word]; bits != 0; bits &= bits - 1)
            {
                numbers[kept++] = ((uint)word << 6) + (uint)BitOperations.TrailingZeroCount(bits);
            }
        }

        ArrayPool<ulong>.Shared.Return(rented);
        return kept;
    }

    private static int Filter(Span<uint> first, ReadOnlySpan<uint> second, bool keepFound)
    {
        int kept = 0;
        int at = 0;
        for (int i = 0; i < first.Length; i++)
        {
            uint number = first[i];
            at = SkipTo(second, at, number);
            if ((at < second.Length && second[at] == number) == keepFound)
            {
                first[kept++] = number;
            }
        }

        return kept;
    }

    /// <summary>The first place from <paramref name="at"/> on that is not below the number; far ones are found in steps that double.</summary>
    private static int SkipTo(ReadOnlySpan<uint> numbers, int at, uint number)
    {
        if (at >= numbers.Length || numbers[at] >= number)
        {
            return at;
        }

        int step = 1;
        int low = at;
        while (at + step < numbers.Length && numbers[at + step] < number)
        {
            low = at + step;
            step <<= 1;
        }

        int high = Math.Min(at + step, numbers.Length);
        while (low + 1 < high)
        {
            int middle = (low + high) >>> 1;
            if (numbers[middle] < number)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return high;
    }
}
