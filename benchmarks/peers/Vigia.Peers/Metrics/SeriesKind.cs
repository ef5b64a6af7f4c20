namespace Vigia.Peers.Metrics;

/// <summary>How the values of generated series run.</summary>
internal enum SeriesKind
{
    /// <summary>A counter that grows by whole numbers.</summary>
    Counter,

    /// <summary>A gauge with one digit behind the point.</summary>
    Gauge1,

    /// <summary>A gauge with two digits behind the point.</summary>
    Gauge2,

    /// <summary>The same value always.</summary>
    Constant,

    /// <summary>A latency in seconds, to a microsecond.</summary>
    Latency,
}
