namespace Vigia.Model.Metrics;

/// <summary>What is known of a reset between a histogram and the one before it. The numbers are those of Prometheus' protobuf.</summary>
public enum CounterReset
{
    /// <summary>Nothing: compare the two.</summary>
    Unknown = 0,

    /// <summary>The counter began again.</summary>
    Reset = 1,

    /// <summary>It did not.</summary>
    NotReset = 2,

    /// <summary>A gauge histogram has no resets.</summary>
    Gauge = 3,
}
