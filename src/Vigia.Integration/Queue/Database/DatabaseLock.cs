namespace Vigia.Integration.Queue.Database;

/// <summary>Keeps a second process away from the same data folder for as long as it is held.</summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _stream;

    private DatabaseLock(FileStream stream) => _stream = stream;

    /// <exception cref="ModuleDatabaseException">Another process holds it.</exception>
    public static DatabaseLock Take(string file)
    {
        try
        {
            // FileShare.None takes an exclusive flock, which ends with the process however that dies.
            return new DatabaseLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (IOException exception) when (File.Exists(file))
        {
            throw new ModuleDatabaseException(
                $"The data folder {Path.GetDirectoryName(file)} is in use by another process (it holds {Path.GetFileName(file)}). "
                + "Stop that one, or give this one a folder of its own with Data:Path.",
                exception);
        }
    }

    public void Dispose() => _stream.Dispose();
}
