namespace Vigia.Console.Dashboards.Sharing;

/// <summary>What makes two queries the same. Milliseconds.</summary>
/// <param name="Expression">With its variables filled in.</param>
/// <param name="Start">The first evaluation.</param>
/// <param name="End">The last one.</param>
/// <param name="Step">Between them; 0 is one evaluation at the end.</param>
internal readonly record struct SharedQueryKey(string Expression, long Start, long End, long Step)
{
    private const long InstantGrain = 1000;

    /// <summary>An evaluation at a whole second, so that readers who ask within it share it.</summary>
    public static SharedQueryKey Instant(string expression, long at)
    {
        long aligned = Floor(at, InstantGrain);
        return new SharedQueryKey(expression, aligned, aligned, 0);
    }

    /// <summary>A range whose ends are multiples of the step, as Grafana asks for it.</summary>
    public static SharedQueryKey Range(string expression, long from, long to, long step) => new(expression, Floor(from, step), Floor(to, step), step);

    private static long Floor(long value, long grain)
    {
        long rest = value % grain;
        return value - (rest < 0 ? rest + grain : rest);
    }
}
