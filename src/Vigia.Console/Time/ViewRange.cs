namespace Vigia.Console.Time;

/// <summary>A range as the browser's modules take it; texts as in <see cref="TimeState"/>.</summary>
public sealed record ViewRange(string From, string To, string Refresh, string TimeZone);
