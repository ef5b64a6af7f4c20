namespace Vigia.PromQL.Engine.Columns;

/// <summary>The times that an expression is evaluated at: milliseconds, equally far apart.</summary>
internal readonly record struct StepGrid(long Start, long Step, int Count)
{
    public long End => At(Count - 1);

    public static StepGrid Instant(long time) => new(time, 1, 1);

    /// <summary>From start to end, both included.</summary>
    public static StepGrid Range(long start, long end, long step) => new(start, step, end < start ? 0 : checked((int)(((end - start) / step) + 1)));

    public long At(int index) => Start + (index * Step);
}
