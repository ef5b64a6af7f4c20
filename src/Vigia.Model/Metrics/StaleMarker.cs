namespace Vigia.Model.Metrics;

/// <summary>The value that says that a series ended: a NaN of its own.</summary>
public static class StaleMarker
{
    /// <summary>Its bits.</summary>
    public const long Bits = 0x7ff0000000000002;

    /// <summary>The NaN that a measured NaN is stored as, so that it is never taken for the marker.</summary>
    public const long NormalNaNBits = 0x7ff8000000000001;

    /// <summary>The marker.</summary>
    public static double Value => BitConverter.Int64BitsToDouble(Bits);

    /// <summary>Whether a value is the marker, and not any other NaN.</summary>
    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;
}
