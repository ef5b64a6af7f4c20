namespace Vigia.Server.Files;

/// <summary>Files that their owner alone reads and writes: databases of users, tokens, alerts and notices.</summary>
internal static class PrivateFile
{
    /// <summary>Makes the file, and its folder, where they are missing; what is there keeps its content and its mode. Windows has its folders' own rules.</summary>
    /// <exception cref="IOException">The folder or the file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public static void EnsureExists(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        string folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Made before SQLite opens it, so that it is never readable by others, not even for a moment.
        new FileStream(path, options).Dispose();
    }
}
