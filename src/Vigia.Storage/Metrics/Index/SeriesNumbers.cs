namespace Vigia.Storage.Metrics.Index;

/// <summary>A growing list of series numbers, ascending. Not thread-safe.</summary>
internal sealed class SeriesNumbers
{
    private uint[] _items;

    public SeriesNumbers(int capacity = 64) => _items = new uint[Math.Max(capacity, 4)];

    public int Count { get; private set; }

    public ReadOnlySpan<uint> Span => _items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(uint number)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        _items[Count++] = number;
    }

    public void AddRange(ReadOnlySpan<uint> numbers)
    {
        numbers.CopyTo(Reserve(numbers.Length));
        Count += numbers.Length;
    }

    /// <summary>Room for so many more; <see cref="Commit"/> says how many were written.</summary>
    public Span<uint> Reserve(int count)
    {
        if (Count + count > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(Count + count, _items.Length * 2));
        }

        return _items.AsSpan(Count, count);
    }

    public void Commit(int count) => Count += count;

    public void Truncate(int count) => Count = Math.Min(Count, count);

    public uint[] ToArray() => Span.ToArray();
}
