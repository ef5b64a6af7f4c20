using System.Runtime.InteropServices;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Head;

namespace Vigia.Storage.Metrics;

/// <summary>The series that sources have selected, joined by their hashes: for each its number in every source. Not thread-safe while it grows.</summary>
internal sealed class SelectedSeries(IReadOnlyList<Block> blocks)
{
    private readonly int[][] _blocks = new int[blocks.Count][];
    private readonly List<UInt128> _hashes = [];
    private Dictionary<UInt128, int>? _places;
    private uint[] _head = [];

    public IReadOnlyList<Block> Blocks { get; } = blocks;

    public int Count { get; private set; }

    /// <summary>The number in the head; 0 where it is not there.</summary>
    public uint InHead(int index) => index < _head.Length ? _head[index] : 0;

    /// <summary>The number in a block; -1 where it is not there.</summary>
    public int InBlock(int index, int block) => _blocks[block] is { } series && index < series.Length ? series[index] - 1 : -1;

    /// <summary>The head's come first: they are most of what is asked for, and need no hash where no block has any.</summary>
    public void AddHead(uint[] series, HeadView head)
    {
        _head = series;
        Count = series.Length;
        if (Blocks.Count > 0)
        {
            foreach (uint number in series)
            {
                _hashes.Add(head.HashOf(number));
            }
        }
    }

    public void AddBlock(int block, uint[] series)
    {
        if (series.Length == 0)
        {
            return;
        }

        if (_places is null)
        {
            _places = new Dictionary<UInt128, int>(Count + series.Length);
            for (int i = 0; i < _hashes.Count; i++)
            {
                _places[_hashes[i]] = i;
            }
        }

        var numbers = new int[Count + series.Length];
        foreach (uint number in series)
        {
            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, Blocks[block].HashOf((int)number), out bool exists);
            if (!exists)
            {
                place = Count++;
            }

            numbers[place] = (int)number + 1;
        }

        _blocks[block] = numbers.Length > Count ? numbers[..Count] : numbers;
    }
}
