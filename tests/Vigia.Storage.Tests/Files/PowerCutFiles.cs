using Vigia.Storage.Journal;

namespace Vigia.Storage.Tests.Files;

/// <summary>
/// A disk whose power can be cut at any write, sync, rename or deletion, or that is full. Beside the real files it keeps what of them and of
/// the folders' entries is certainly on the platter. Thread safe.
/// </summary>
internal sealed class PowerCutFiles(string root, int seed) : IFiles
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Content> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Content> _durable = new(StringComparer.Ordinal);
    private Dictionary<string, byte[]>? _image;

    /// <summary>The event at which the power goes.</summary>
    public int CutAt { get; set; } = int.MaxValue;

    /// <summary>Bytes that the disk still takes.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>Counts the syncs of files that were made.</summary>
    public SemaphoreSlim Syncs { get; } = new(0);

    /// <summary>Syncs fail while this is set.</summary>
    public bool FailsSyncs { get; set; }

    public int Events { get; private set; }

    public bool IsCut => _image is not null;

    public IAppendFile Create(string path)
    {
        lock (_lock)
        {
            Count();
            return new AppendFile(this, path, _entries[path] = new Content());
        }
    }

    public void Rename(string from, string to)
    {
        lock (_lock)
        {
            Count();
            _entries.Remove(from, out Content? content);
            _entries[to] = content ?? new Content { Bytes = [.. File.ReadAllBytes(from)] };
            DiskFiles.Instance.Rename(from, to);
        }
    }

    public void Link(string from, string to) => throw new NotSupportedException();

    public void Delete(string path)
    {
        lock (_lock)
        {
            Count();
            _entries.Remove(path);
            DiskFiles.Instance.Delete(path);
        }
    }

    public void CreateFolder(string path) => DiskFiles.Instance.CreateFolder(path);

    public void SyncFolder(string path)
    {
        lock (_lock)
        {
            Count();
            foreach (string known in _durable.Keys.Where(known => Path.GetDirectoryName(known) == path).ToArray())
            {
                _durable.Remove(known);
            }

            foreach ((string known, Content content) in _entries.Where(entry => Path.GetDirectoryName(entry.Key) == path))
            {
                _durable[known] = content;
            }
        }
    }

    public IReadOnlyList<string> List(string folder) => DiskFiles.Instance.List(folder);

    public Stream OpenRead(string path) => DiskFiles.Instance.OpenRead(path);

    /// <summary>Cuts the power now, where it is not cut yet.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _image ??= Survive();
        }
    }

    /// <summary>Writes what survived into another folder.</summary>
    public void Restore(string to)
    {
        foreach ((string path, byte[] bytes) in _image!)
        {
            string target = Path.Combine(to, Path.GetRelativePath(root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, bytes);
        }
    }

    private void Count()
    {
        if (IsCut)
        {
            throw new IOException("The power is gone.");
        }

        if (++Events >= CutAt)
        {
            _image = Survive();
            throw new IOException("The power went.");
        }
    }

    private Dictionary<string, byte[]> Survive()
    {
        var image = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string path in _entries.Keys.Union(_durable.Keys).Order(StringComparer.Ordinal))
        {
            _entries.TryGetValue(path, out Content? now);
            _durable.TryGetValue(path, out Content? then);
            Content? content = ReferenceEquals(now, then) || _random.Next(2) == 0 ? now : then;
            if (content is not null)
            {
                image.Add(path, content.Survive(_random));
            }
        }

        return image;
    }

    private sealed class Content
    {
        private const int Sector = 512;

        public List<byte> Bytes { get; init; } = [];

        public int Synced { get; set; }

        /// <summary>All that was synced, and any sectors of the rest.</summary>
        public byte[] Survive(Random random)
        {
            byte[] bytes = [.. Bytes];
            int length = random.Next(4) switch { 0 => Synced, 1 => bytes.Length, _ => random.Next(Synced, bytes.Length + 1) };
            if (random.Next(2) == 0)
            {
                for (int sector = Synced / Sector; sector * Sector < length; sector++)
                {
                    int from = Math.Max(sector * Sector, Synced);
                    if (random.Next(3) == 0)
                    {
                        Array.Clear(bytes, from, Math.Min(length, (sector + 1) * Sector) - from);
                    }
                }
            }

            return bytes[..length];
        }
    }

    private sealed class AppendFile(PowerCutFiles disk, string path, Content content) : IAppendFile
    {
        private readonly IAppendFile _file = DiskFiles.Instance.Create(path);

        public long Length => _file.Length;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            lock (disk._lock)
            {
                int taken = (int)Math.Min(bytes.Length, disk.Room);
                content.Bytes.AddRange(bytes[..taken]);
                _file.Write(bytes[..taken]);
                disk.Room -= disk.Room == long.MaxValue ? 0 : taken;
                if (taken < bytes.Length)
                {
                    throw new IOException("No space left on device.");
                }

                disk.Count();
            }
        }

        public void Sync()
        {
            lock (disk._lock)
            {
                if (disk.FailsSyncs)
                {
                    throw new IOException("The disk is dying.");
                }

                disk.Count();
                content.Synced = content.Bytes.Count;
                disk.Syncs.Release();
            }
        }

        public void Dispose() => _file.Dispose();
    }
}
