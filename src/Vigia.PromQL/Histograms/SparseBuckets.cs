using Vigia.Model.Metrics;

namespace Vigia.PromQL.Histograms;

/// <summary>
/// Counts of buckets by ascending index, with what Kahan summation keeps beside each. Grows as needed; not thread-safe.
/// </summary>
internal sealed class SparseBuckets
{
    private int[] _indexes = [];
    private double[] _counts = [];
    private double[] _rests = [];

    public int Length { get; private set; }

    public ReadOnlySpan<int> Indexes => _indexes.AsSpan(0, Length);

    public Span<double> Counts => _counts.AsSpan(0, Length);

    public Span<double> Rests => _rests.AsSpan(0, Length);

    public static SparseBuckets From(BucketSpan[] spans, double[] counts)
    {
        var buckets = new SparseBuckets();
        buckets.Reserve(counts.Length);
        int index = 0;
        int next = 0;
        foreach (BucketSpan span in spans)
        {
            index += span.Offset;
            for (uint i = 0; i < span.Length && next < counts.Length; i++)
            {
                buckets.Append(index++, counts[next++], 0);
            }
        }

        return buckets;
    }

    /// <summary>Behind the last; an index that is there already is added to.</summary>
    public void Append(int index, double count, double rest)
    {
        if (Length > 0 && _indexes[Length - 1] == index)
        {
            _counts[Length - 1] += count;
            _rests[Length - 1] += rest;
            return;
        }

        Reserve(Length + 1);
        _indexes[Length] = index;
        _counts[Length] = count;
        _rests[Length++] = rest;
    }

    /// <summary>Moves every bucket to another index; the order must stay.</summary>
    public void Map(Func<int, int> target)
    {
        int length = Length;
        Length = 0;
        for (int i = 0; i < length; i++)
        {
            Append(target(_indexes[i]), _counts[i], _rests[i]);
        }
    }

    /// <summary>Takes out the buckets at the begin and sums them.</summary>
    public double TakeFirst(int count)
    {
        double taken = 0;
        for (int i = 0; i < count; i++)
        {
            taken += _counts[i];
        }

        int left = Length - count;
        Array.Copy(_indexes, count, _indexes, 0, left);
        Array.Copy(_counts, count, _counts, 0, left);
        Array.Copy(_rests, count, _rests, 0, left);
        Length = left;
        return taken;
    }

    public void Add(SparseBuckets other, double sign, bool isCompensated)
    {
        if (other.Length == 0)
        {
            return;
        }

        int missing = 0;
        for (int i = 0, j = 0; j < other.Length; j++)
        {
            while (i < Length && _indexes[i] < other._indexes[j])
            {
                i++;
            }

            missing += i < Length && _indexes[i] == other._indexes[j] ? 0 : 1;
        }

        // From the end on, so that the room that grows is filled before it is read.
        Reserve(Length + missing);
        int left = Length - 1;
        int right = other.Length - 1;
        int to = Length + missing - 1;
        Length += missing;
        while (right >= 0)
        {
            double added = sign * other._counts[right];
            double addedRest = sign * other._rests[right];
            if (left >= 0 && _indexes[left] > other._indexes[right])
            {
                (_indexes[to], _counts[to], _rests[to]) = (_indexes[left], _counts[left], _rests[left]);
                left--;
            }
            else if (left >= 0 && _indexes[left] == other._indexes[right])
            {
                double sum = _counts[left];
                double rest = _rests[left] + addedRest;
                if (isCompensated)
                {
                    KahanSum.Add(added, ref sum, ref rest);
                }
                else
                {
                    sum += added;
                }

                (_indexes[to], _counts[to], _rests[to]) = (_indexes[left], sum, rest);
                left--;
                right--;
            }
            else
            {
                (_indexes[to], _counts[to], _rests[to]) = (other._indexes[right], added, addedRest);
                right--;
            }

            to--;
        }
    }

    /// <summary>Spans and counts without empty buckets.</summary>
    public (BucketSpan[] Spans, double[] Counts) Compact()
    {
        var spans = new List<BucketSpan>();
        var counts = new List<double>(Length);
        int end = 0;
        for (int i = 0; i < Length; i++)
        {
            double count = _counts[i] + _rests[i];
            if (count == 0)
            {
                continue;
            }

            if (spans.Count > 0 && _indexes[i] == end)
            {
                spans[^1] = spans[^1] with { Length = spans[^1].Length + 1 };
            }
            else
            {
                spans.Add(new BucketSpan(_indexes[i] - end, 1));
            }

            end = _indexes[i] + 1;
            counts.Add(count);
        }

        return ([.. spans], [.. counts]);
    }

    private void Reserve(int count)
    {
        if (count > _indexes.Length)
        {
            int capacity = Math.Max(count, Math.Max(8, _indexes.Length * 2));
            Array.Resize(ref _indexes, capacity);
            Array.Resize(ref _counts, capacity);
            Array.Resize(ref _rests, capacity);
        }
    }
}
