namespace Vigia.Instrumentation.Metrics.Cells;

/// <summary>Hands out consecutive cells, packed into blocks. Cells are never given back: they live as long as the registry.</summary>
internal sealed class CellAllocator
{
    private const int FirstBlock = 64;
    private const int LargestBlock = 512;

    private readonly Lock _gate = new();
    private CellBlock _block = new(FirstBlock);
    private int _size = FirstBlock;
    private int _used;

    /// <summary>A block and the index of the first of <paramref name="count"/> cells in it.</summary>
    public (CellBlock Block, int First) Allocate(int count)
    {
        lock (_gate)
        {
            if (_used + count > _size)
            {
                _size = Math.Max(Math.Min(_size * 2, LargestBlock), count);
                _block = new CellBlock(_size);
                _used = 0;
            }

            int first = _used;
            _used += count;
            return (_block, first);
        }
    }
}
