namespace Vigia.Console.Dashboards.Queries;

/// <summary>A mark on the time axis; a region where it has an end. Milliseconds.</summary>
internal sealed record PanelAnnotation(long Time, long? TimeEnd, string Title, string Text, IReadOnlyList<string> Tags);
