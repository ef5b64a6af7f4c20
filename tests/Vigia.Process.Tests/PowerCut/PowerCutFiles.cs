using Vigia.Integration.Delivery.Files;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>
/// The delivery files' way to a <see cref="PowerCutDisk"/>: all goes through to the real files, and the disk is told what
/// was written, synced and moved. Without <paramref name="syncs"/> it lies as a disk does that acknowledges from its cache.
/// </summary>
internal sealed class PowerCutFiles(PowerCutDisk disk, bool syncs = true) : IFileDisk
{
    private readonly FileDisk _real = new();

    public IOpenFile Open(string path) => new PowerCutFile(_real.Open(path), disk, disk.Open(path), syncs);

    public bool Exists(string path) => _real.Exists(path);

    public string[] List(string folder, string pattern) => _real.List(folder, pattern);

    /// <summary>The disk's folder is there already.</summary>
    public void CreateFolder(string folder) => Directory.CreateDirectory(folder);

    public void Move(string from, string to)
    {
        Told(disk.Move(from, to));
        _real.Move(from, to);
    }

    public void Delete(string path)
    {
        Told(disk.Delete(path, sync: false));
        _real.Delete(path);
    }

    public void SyncFolder(string folder)
    {
        if (syncs)
        {
            Told(disk.SyncFolder());
        }
    }

    private static void Told(bool done)
    {
        if (!done)
        {
            throw new IOException("The power is gone, or the disk fails.");
        }
    }

    private sealed class PowerCutFile(IOpenFile real, PowerCutDisk disk, DiskFile file, bool syncs) : IOpenFile
    {
        public long Length => real.Length;

        public int Read(Span<byte> buffer, long offset) => real.Read(buffer, offset);

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
        {
            foreach (ReadOnlyMemory<byte> buffer in buffers)
            {
                Told(disk.Write(file, offset, buffer.Span));
                real.Write([buffer], offset);
                offset += buffer.Length;
            }
        }

        public void SetLength(long length)
        {
            Told(disk.Truncate(file, length));
            real.SetLength(length);
        }

        public void Sync()
        {
            if (syncs)
            {
                Told(disk.Sync(file, entries: false));
            }
        }

        public void Dispose() => real.Dispose();
    }
}
