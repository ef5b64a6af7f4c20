namespace Vigia.Model.Metrics;

/// <summary>What became of one sample.</summary>
public enum AppendStatus : byte
{
    /// <summary>Taken.</summary>
    Appended = 0,

    /// <summary>The same timestamp and value are there already: nothing to do, no error.</summary>
    Repeated = 1,

    /// <summary>Another value stands at this timestamp.</summary>
    Duplicate = 2,

    /// <summary>Older than the newest of its series, and no out-of-order window is configured.</summary>
    OutOfOrder = 3,

    /// <summary>Older than the out-of-order window, or than what is still open to writes.</summary>
    TooOld = 4,

    /// <summary>Too far in the future.</summary>
    TooNew = 5,

    /// <summary>The reference is not, or no longer, a series.</summary>
    UnknownSeries = 6,

    /// <summary>A histogram that contradicts itself.</summary>
    InvalidHistogram = 7,
}
