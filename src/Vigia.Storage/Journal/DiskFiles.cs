using Microsoft.Win32.SafeHandles;

namespace Vigia.Storage.Journal;

/// <summary>The file system.</summary>
internal sealed class DiskFiles : IFiles
{
    /// <summary>The only one there need be: it has no state.</summary>
    public static readonly DiskFiles Instance = new();

    private DiskFiles()
    {
    }

    /// <inheritdoc/>
    public IAppendFile Create(string path) => new AppendFile(path);

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Link(string from, string to)
    {
        if (!FolderEntries.TryLink(from, to))
        {
            File.Copy(from, to);
        }
    }

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        string? parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent))
        {
            CreateFolder(parent);
        }

        Directory.CreateDirectory(path);
        if (!string.IsNullOrEmpty(parent))
        {
            SyncFolder(parent);
        }
    }

    /// <inheritdoc/>
    public void SyncFolder(string path) => FolderEntries.Sync(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    /// <inheritdoc/>
    public Stream OpenRead(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, FileOptions.SequentialScan);

    private sealed class AppendFile(string path) : IAppendFile
    {
        private readonly SafeFileHandle _handle =
            File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete);

        public long Length { get; private set; }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(_handle, bytes, Length);
            Length += bytes.Length;
        }

        public void Sync() => RandomAccess.FlushToDisk(_handle);

        public void Dispose() => _handle.Dispose();
    }
}
