namespace Vigia.Testing;

/// <summary>Outside conformance data, in the folder that <c>VIGIA_CONFORMANCE</c> names.</summary>
public static class Conformance
{
    /// <summary>Where it is; null where the variable is not set, and the tests over it then have nothing to run on.</summary>
    public static string? Root => Environment.GetEnvironmentVariable("VIGIA_CONFORMANCE") is { Length: > 0 } root ? root : null;

    /// <summary>The names of the cases of a suite, each a folder or a file in it; none where there is no data.</summary>
    public static IReadOnlyList<string> Cases(string suite) =>
        Root is null ? [] : [.. Directory.EnumerateFileSystemEntries(Path.Combine(Root, suite)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>A file of a case.</summary>
    public static string File(string suite, params ReadOnlySpan<string> parts)
    {
        string path = Path.Combine(Root ?? throw new InvalidOperationException("VIGIA_CONFORMANCE is not set."), suite);
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
        }

        return path;
    }
}
