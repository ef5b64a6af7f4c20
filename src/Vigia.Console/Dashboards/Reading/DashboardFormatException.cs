namespace Vigia.Console.Dashboards.Reading;

/// <summary>A file is no dashboard, or passes a bound. The message names what, where and what to do.</summary>
internal sealed class DashboardFormatException(string message, long line = 0, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The line in the file, from 1; 0 where it is not known.</summary>
    public long Line { get; } = line;
}
