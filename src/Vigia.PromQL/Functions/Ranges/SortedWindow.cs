namespace Vigia.PromQL.Functions.Ranges;

/// <summary>The values of a window in order, kept so while it moves forward: what goes is taken out and what comes is put in its place.</summary>
internal ref struct SortedWindow(ReadOnlySpan<double> values, Span<double> room)
{
    private readonly ReadOnlySpan<double> _values = values;
    private readonly Span<double> _room = room;
    private int _low;
    private int _high;

    /// <summary>The values from one index to before another, ascending, NaN first.</summary>
    public ReadOnlySpan<double> MoveTo(int low, int high)
    {
        int moved = (low - _low) + (high - _high);
        if (low >= _high || moved > (high - low) / 2)
        {
            _values[low..high].CopyTo(_room);
            _room[..(high - low)].Sort();
        }
        else
        {
            for (int i = _low; i < low; i++)
            {
                Remove(_values[i], _high - i);
            }

            for (int i = _high; i < high; i++)
            {
                Insert(_values[i], i - low);
            }
        }

        (_low, _high) = (low, high);
        return _room[..(high - low)];
    }

    private readonly void Remove(double value, int count)
    {
        int at = _room[..count].BinarySearch(value);
        _room[(at + 1)..count].CopyTo(_room[at..]);
    }

    private readonly void Insert(double value, int count)
    {
        int at = _room[..count].BinarySearch(value);
        at = at < 0 ? ~at : at;
        _room[at..count].CopyTo(_room[(at + 1)..]);
        _room[at] = value;
    }
}
