namespace Vigia.Demo.Traffic;

/// <summary>
/// Draws kinds of traffic by weight. Starts with one round of every kind it knows, so that each panel has data at once.
/// Not thread safe.
/// </summary>
internal sealed class TrafficMix
{
    private readonly (TrafficKind Kind, double UpTo)[] _wheel;
    private readonly double _total;
    private readonly Random _random;
    private int _opening;

    public TrafficMix(IReadOnlyDictionary<TrafficKind, double> weights, Random random)
    {
        _random = random;
        _wheel = new (TrafficKind, double)[weights.Count];
        int index = 0;
        foreach ((TrafficKind kind, double weight) in weights.OrderBy(pair => pair.Key))
        {
            _total += weight;
            _wheel[index++] = (kind, _total);
        }
    }

    public TrafficKind Next()
    {
        if (_opening < _wheel.Length)
        {
            return _wheel[_opening++].Kind;
        }

        double drawn = _random.NextDouble() * _total;
        foreach ((TrafficKind kind, double upTo) in _wheel)
        {
            if (drawn < upTo)
            {
                return kind;
            }
        }

        return _wheel[^1].Kind;
    }
}
