using Vigia.Model.Metrics;

namespace Vigia.Storage.Metrics.Head;

/// <summary>How far samples may lie behind the newest of their series.</summary>
/// <param name="Window">Milliseconds that a late sample may lie behind; 0 for none.</param>
/// <param name="Future">Series whose newest sample is beyond this time were written while a clock was wrong: they take samples of any age.</param>
internal readonly record struct AppendLimits(long Window, long Future)
{
    /// <summary>What was once taken is taken again.</summary>
    public static AppendLimits None => new(long.MaxValue, long.MaxValue);

    /// <summary>Whether a sample that is not newer may be put in; <see cref="AppendStatus.Appended"/> where it may.</summary>
    public AppendStatus Check(long time, long lastTime)
    {
        if (lastTime > Future || time >= (lastTime < long.MinValue + Window ? long.MinValue : lastTime - Window))
        {
            return AppendStatus.Appended;
        }

        return Window == 0 ? AppendStatus.OutOfOrder : AppendStatus.TooOld;
    }
}
