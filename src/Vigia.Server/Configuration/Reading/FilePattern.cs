namespace Vigia.Server.Configuration.Reading;

/// <summary>Absolute names of files whose last part may hold <c>*</c>.</summary>
internal static class FilePattern
{
    /// <summary>The files that there are; a name without <c>*</c> whether there is one or not.</summary>
    public static IEnumerable<string> Expand(string pattern)
    {
        if (!pattern.Contains('*', StringComparison.Ordinal))
        {
            return [pattern];
        }

        string directory = Path.GetDirectoryName(pattern)!;
        return Directory.Exists(directory) ? Directory.EnumerateFiles(directory, Path.GetFileName(pattern)) : [];
    }
}
