using Vigia.Model.Metrics;

namespace Vigia.Server.Scraping.Cache;

/// <summary>What is remembered of one line of a target's exposition. 48 bytes, beside the line's own.</summary>
internal struct CachedSeries
{
    /// <summary>Where the line's key begins among the cache's bytes.</summary>
    public int Offset;

    /// <summary>How long it is.</summary>
    public int Length;

    /// <summary>The key's hash, the family's type in it.</summary>
    public ulong Hash;

    /// <summary>The series; none where the line is not stored.</summary>
    public SeriesRef Series;

    /// <summary>The scrape that the line was last in.</summary>
    public uint LastSeen;

    /// <summary>The next line with the same hash; -1 at the end.</summary>
    public int Next;

    /// <summary>Where the line stood in the last scrape that succeeded.</summary>
    public int Position;

    /// <summary>The type of the line's family.</summary>
    public MetricType Type;

    public CachedLineKind Kind;

    /// <summary>Whether its end would have to be marked: it had a sample without a timestamp of its own.</summary>
    public bool IsTracked;

    /// <summary>Whether its samples are native histograms.</summary>
    public bool IsHistogram;
}
