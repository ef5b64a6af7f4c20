namespace Vigia.Server.Notifications.Intervals;

/// <summary>Minutes of a day: from <paramref name="Start"/> on, up to but not at <paramref name="End"/>, at most 1,440.</summary>
internal readonly record struct TimeOfDayRange(int Start, int End);
