namespace Vigia.Server.Tests.RemoteRead;

/// <summary>The system's clock, whose timers of less than a millisecond have run out when they are made.</summary>
internal sealed class HurriedClock : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero || dueTime >= TimeSpan.FromMilliseconds(1))
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        callback(state);
        return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
