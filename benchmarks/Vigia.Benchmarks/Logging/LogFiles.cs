namespace Vigia.Benchmarks.Logging;

/// <summary>Makes sure that a logger did what it is measured for.</summary>
internal static class LogFiles
{
    /// <exception cref="InvalidOperationException">A line is missing: the figure would be wrong.</exception>
    public static void CheckAndDelete(string folder, int lines)
    {
        int found = Directory.GetFiles(folder).Sum(static file => File.ReadLines(file).Count());
        if (found != lines)
        {
            throw new InvalidOperationException($"{found} lines of {lines} are in {folder}.");
        }

        Directory.Delete(folder, recursive: true);
    }
}
