namespace Vigia.Model.Metrics;

/// <summary>A metric family's type. The numbers are those of remote write.</summary>
public enum MetricType
{
    /// <summary>Not known, or untyped.</summary>
    Unknown = 0,

    /// <summary>Only grows, but for resets.</summary>
    Counter = 1,

    /// <summary>Goes up and down.</summary>
    Gauge = 2,

    /// <summary>Classic or native histogram.</summary>
    Histogram = 3,

    /// <summary>A histogram whose counts may go down.</summary>
    GaugeHistogram = 4,

    /// <summary>Quantiles that the client computed.</summary>
    Summary = 5,

    /// <summary>Facts as labels, value 1.</summary>
    Info = 6,

    /// <summary>One of several states.</summary>
    StateSet = 7,
}
