namespace Vigia.Server.Scraping.Cardinality;

/// <summary>The series of one target, one job or all, against a cap. Safe from any thread.</summary>
internal sealed class CardinalityScope(string kind, string name, int cap, double warningShare, CardinalityScope? parent, CardinalityGuard guard)
{
    // Names that an attacker makes up must not take the memory that the cap saves.
    private const int MaxNames = 100;

    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private long _series;
    private long _droppedSeries;
    private int _isWarned;
    private IReadOnlyList<MetricCardinality> _largest = [];

    /// <summary><c>target</c>, <c>job</c> or <c>all</c>.</summary>
    public string Kind { get; } = kind;

    public string Name { get; } = name;

    public int Cap { get; } = cap;

    public CardinalityScope? Parent { get; } = parent;

    public long Series => Volatile.Read(ref _series);

    /// <summary>Whether so many series are alive that a warning is due.</summary>
    public bool IsNearCap => Cap > 0 && Series >= Cap * warningShare;

    /// <summary>The metrics with the most series, when last looked at; only near the cap.</summary>
    public IReadOnlyList<MetricCardinality> Largest
    {
        get => Volatile.Read(ref _largest);
        set => Volatile.Write(ref _largest, value);
    }

    /// <summary>Takes one more series here and above; null where every cap allows it, otherwise the scope that does not.</summary>
    public CardinalityScope? TryAdd()
    {
        if (Interlocked.Increment(ref _series) > Cap && Cap > 0)
        {
            Interlocked.Decrement(ref _series);
            return this;
        }

        if (Parent?.TryAdd() is { } full)
        {
            Interlocked.Decrement(ref _series);
            return full;
        }

        if (IsNearCap)
        {
            if (Interlocked.Exchange(ref _isWarned, 1) == 0)
            {
                guard.Warn(this);
            }
        }

        return null;
    }

    /// <summary>Gives series back, here and above.</summary>
    public void Release(long count)
    {
        long left = Interlocked.Add(ref _series, -count);
        if (left < Cap * warningShare * 0.9)
        {
            Volatile.Write(ref _isWarned, 0);
        }

        Parent?.Release(count);
    }

    /// <summary>Counts a series that this scope kept out.</summary>
    public void NoteDropped(string metric)
    {
        Interlocked.Increment(ref _droppedSeries);
        lock (_dropped)
        {
            string key = _dropped.Count < MaxNames || _dropped.ContainsKey(metric) ? metric : "";
            _dropped[key] = _dropped.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>What there is to show.</summary>
    public CardinalityReport Report()
    {
        MetricCardinality[] dropped;
        lock (_dropped)
        {
            dropped = [.. _dropped.Select(static pair => new MetricCardinality(pair.Key, pair.Value)).OrderByDescending(static metric => metric.Series)];
        }

        return new CardinalityReport(Kind, Name, Series, Cap, Volatile.Read(ref _droppedSeries), dropped, Largest);
    }
}
