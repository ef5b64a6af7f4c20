using System.Buffers;
using System.Text;
using Vigia.Model.Labels;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Index;
using Vigia.Storage.Metrics.Retention;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>A block's index. Series are numbered from 0, pairs from 1. Safe from any thread.</summary>
internal sealed class BlockIndex : LabelIndex
{
    private readonly Block _block;
    private readonly string[] _names;
    private readonly int[] _firstPairs;
    private string?[]? _values;

    public BlockIndex(Block block)
    {
        _block = block;
        _names = new string[block.Names.Count];
        _firstPairs = new int[_names.Length + 1];
        for (int i = 0; i < _names.Length; i++)
        {
            _names[i] = Encoding.UTF8.GetString(block.Names[i]);
        }

        for (int i = 0; i < _firstPairs.Length; i++)
        {
            _firstPairs[i] = block.FirstPair(i);
        }
    }

    /// <inheritdoc/>
    public override uint Limit => (uint)_block.Series;

    /// <summary>The label of a pair, numbered from 0.</summary>
    /// <exception cref="InvalidDataException">There is no such pair.</exception>
    public Label LabelOf(long pair)
    {
        if (pair < 0 || pair >= _block.Values.Count)
        {
            throw new InvalidDataException("A series has a pair that its block has not.");
        }

        int name = Array.BinarySearch(_firstPairs, (int)pair);
        name = name < 0 ? ~name - 1 : name;

        // Names without pairs are not written, but a stranger's file may have some.
        while (name + 1 < _names.Length && _firstPairs[name + 1] <= pair)
        {
            name++;
        }

        return new Label(_names[Math.Min(name, _names.Length - 1)], Value((int)pair));
    }

    /// <summary>Lets go of the strings that readers needed.</summary>
    public void DropCache() => Volatile.Write(ref _values, null);

    /// <inheritdoc/>
    public override void AddAll(SeriesNumbers series)
    {
        for (uint number = 0; number < Limit; number++)
        {
            series.Add(number);
        }
    }

    /// <inheritdoc/>
    public override void AddNames(ISet<string> names)
    {
        names.UnionWith(_names);
        if (_block.Resolution > 0)
        {
            names.Remove(Aggregates.Label);
        }
    }

    /// <inheritdoc/>
    public override int FindName(string name)
    {
        int at = _names.AsSpan().BinarySearch(name, Utf8Order.Instance);
        return at < 0 ? -1 : at;
    }

    /// <inheritdoc/>
    public override uint FindPair(string name, string value)
    {
        int of = FindName(name);
        if (of < 0)
        {
            return 0;
        }

        Span<byte> bytes = value.Length <= 256 ? stackalloc byte[value.Length * 3] : new byte[value.Length * 3];
        bytes = bytes[..Encoding.UTF8.GetBytes(value, bytes)];
        int low = _firstPairs[of];
        int high = _firstPairs[of + 1] - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = _block.Values[middle].SequenceCompareTo(bytes);
            if (order == 0)
            {
                return (uint)middle + 1;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return 0;
    }

    /// <inheritdoc/>
    public override void AddPairsOf(int name, SeriesNumbers pairs)
    {
        for (int pair = _firstPairs[name]; pair < _firstPairs[name + 1]; pair++)
        {
            pairs.Add((uint)pair + 1);
        }
    }

    /// <inheritdoc/>
    public override string ValueOf(uint pair) => Value((int)pair - 1);

    /// <inheritdoc/>
    public override int CountOf(uint pair)
    {
        var reader = new SpanReader(_block.Postings[(int)pair - 1]);
        return reader.Count(_block.Series);
    }

    /// <inheritdoc/>
    public override void AddSeriesOf(uint pair, SeriesNumbers series)
    {
        var reader = new SpanReader(_block.Postings[(int)pair - 1]);
        int count = reader.Count(_block.Series);
        if (count == 0)
        {
            return;
        }

        long[] numbers = ArrayPool<long>.Shared.Rent(count);
        IntegerColumn.Read(ref reader, numbers.AsSpan(0, count));
        Span<uint> room = series.Reserve(count);
        long last = -1;
        for (int i = 0; i < count; i++)
        {
            if (numbers[i] <= last || numbers[i] >= _block.Series)
            {
                throw new InvalidDataException("The series of a pair do not ascend.");
            }

            last = numbers[i];
            room[i] = (uint)last;
        }

        series.Commit(count);
        ArrayPool<long>.Shared.Return(numbers);
    }

    /// <inheritdoc/>
    public override uint PairOf(uint series, int name)
    {
        var reader = new SpanReader(_block.Records[(int)series]);
        long pair = 0;
        for (int labels = reader.Count(int.MaxValue); labels > 0; labels--)
        {
            pair += reader.Svarint();
            if (pair >= _firstPairs[name] && pair < _firstPairs[name + 1])
            {
                return (uint)pair + 1;
            }
        }

        return 0;
    }

    private string Value(int pair)
    {
        string?[]? values = Volatile.Read(ref _values);
        if (values is null)
        {
            // It may be dropped again at any moment: this reader keeps its own.
            var made = new string?[_block.Values.Count];
            values = Interlocked.CompareExchange(ref _values, made, null) ?? made;
        }

        return values[pair] ??= Encoding.UTF8.GetString(_block.Values[pair]);
    }
}
