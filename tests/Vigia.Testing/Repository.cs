namespace Vigia.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Vigia.slnx</c>.</summary>
    public static string Root { get; } = Find();

    public static string File(params ReadOnlySpan<string> parts)
    {
        string path = Root;
        foreach (string part in parts)
        {
            path = Path.Combine(path, part);
        }

        return path;
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Vigia.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Vigia.slnx.");
    }
}
