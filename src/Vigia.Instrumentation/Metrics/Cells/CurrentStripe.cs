namespace Vigia.Instrumentation.Metrics.Cells;

/// <summary>
/// The calling thread's stripe. A class of its own without a static constructor, so that the look-up on the hot path
/// is one read of thread-local memory.
/// </summary>
internal static class CurrentStripe
{
    [ThreadStatic]
    private static int _index;

    [ThreadStatic]
    private static int _retryIn;

    /// <summary>1 or more where the thread owns a stripe; 0 where it owns none (yet).</summary>
    public static int Index
    {
        get => _index;
        set => _index = value;
    }

    /// <summary>Shared writes left until the thread asks for a stripe again.</summary>
    public static int RetryIn
    {
        get => _retryIn;
        set => _retryIn = value;
    }
}
