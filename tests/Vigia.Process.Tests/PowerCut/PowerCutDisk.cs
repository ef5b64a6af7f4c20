namespace Vigia.Process.Tests.PowerCut;

/// <summary>
/// A folder on a disk whose power can be cut at any write. Keeps, beside the files that SQLite works on, what of them
/// and of the folder's entries is certainly on the platter. Thread safe.
/// </summary>
internal sealed class PowerCutDisk
{
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly Dictionary<string, DiskFile> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DiskFile> _durableEntries = new(StringComparer.Ordinal);
    private readonly List<(string From, string To)> _moves = [];
    private readonly object _holding = new();
    private readonly TaskCompletionSource _holds = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<string, byte[]>? _image;
    private int _events;
    private bool _isHolding;

    /// <summary>What stands in the folder already counts as synced.</summary>
    public PowerCutDisk(string folder, int seed)
    {
        Folder = folder;
        _random = new Random(seed);
        if (Directory.Exists(folder))
        {
            foreach (string path in Directory.GetFiles(folder))
            {
                _entries.Add(Path.GetFileName(path), new DiskFile(File.ReadAllBytes(path)));
            }
        }

        SyncEntries();
    }

    public string Folder { get; }

    /// <summary>The event (write, truncation, sync or deletion) during which the power goes.</summary>
    public int CutAt { get; set; } = int.MaxValue;

    /// <summary>Writes fail as on a full disk while this is set.</summary>
    public bool IsFull { get; set; }

    /// <summary>Syncs fail, as those of a dying disk do, while this is set.</summary>
    public bool FailsSyncs { get; set; }

    /// <summary>The file whose syncs do not come back until <see cref="Release"/>. Set before the disk is used.</summary>
    public string? HeldFile { get; init; }

    /// <summary>Completes when a sync of <see cref="HeldFile"/> hangs.</summary>
    public Task Holds => _holds.Task;

    /// <summary>From now on syncs of <see cref="HeldFile"/> hang.</summary>
    public void Hold() => Volatile.Write(ref _isHolding, true);

    public int Events => Volatile.Read(ref _events);

    public bool IsCut => Volatile.Read(ref _image) is not null;

    public DiskFile Open(string path)
    {
        lock (_lock)
        {
            string name = Path.GetFileName(path);
            if (!_entries.TryGetValue(name, out DiskFile? file))
            {
                _entries.Add(name, file = new DiskFile([]));
            }

            return file;
        }
    }

    /// <summary>False: the power is gone, or went during this write.</summary>
    public bool Write(DiskFile file, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (IsCut)
            {
                return false;
            }

            file.Write(offset, bytes);
            return !IsTime();
        }
    }

    public bool Truncate(DiskFile file, long length)
    {
        lock (_lock)
        {
            if (IsCut)
            {
                return false;
            }

            file.Truncate(length);
            return !IsTime();
        }
    }

    /// <summary>With <paramref name="entries"/>, the folder is synced too, as SQLite does at the first sync of a new journal or log.</summary>
    public bool Sync(DiskFile file, bool entries)
    {
        if (IsHeld(file))
        {
            _holds.TrySetResult();
            lock (_holding)
            {
                while (_isHolding)
                {
                    Monitor.Wait(_holding);
                }
            }
        }

        lock (_lock)
        {
            if (FailsSyncs)
            {
                // As Linux does: what could not be written counts as clean from then on, and no later sync writes it.
                file.Forget();
                return false;
            }

            if (IsCut || IsTime())
            {
                return false;
            }

            file.Sync();
            if (entries)
            {
                SyncEntries();
            }

            return true;
        }
    }

    public bool Delete(string path, bool sync)
    {
        lock (_lock)
        {
            if (IsCut)
            {
                return false;
            }

            _entries.Remove(Path.GetFileName(path));
            if (IsTime())
            {
                return false;
            }

            if (sync)
            {
                SyncEntries();
            }

            return true;
        }
    }

    /// <summary>A move is whole or did not happen, whatever becomes of the power: file systems promise as much.</summary>
    public bool Move(string from, string to)
    {
        lock (_lock)
        {
            if (IsCut)
            {
                return false;
            }

            _entries.Remove(Path.GetFileName(from), out DiskFile? file);
            _entries[Path.GetFileName(to)] = file ?? throw new FileNotFoundException(from);
            _moves.Add((Path.GetFileName(from), Path.GetFileName(to)));
            return !IsTime();
        }
    }

    /// <summary>Puts the folder's entries on disk.</summary>
    public bool SyncFolder()
    {
        lock (_lock)
        {
            if (FailsSyncs || IsCut || IsTime())
            {
                return false;
            }

            SyncEntries();
            return true;
        }
    }

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
        lock (_lock)
        {
            Directory.CreateDirectory(to);
            foreach ((string name, byte[] content) in _image ?? throw new InvalidOperationException("The power was not cut."))
            {
                File.WriteAllBytes(Path.Combine(to, name), content);
            }
        }
    }

    /// <summary>Lets the syncs that hang go on.</summary>
    public void Release()
    {
        lock (_holding)
        {
            _isHolding = false;
            Monitor.PulseAll(_holding);
        }
    }

    private bool IsHeld(DiskFile file)
    {
        lock (_lock)
        {
            return HeldFile is { } name && Volatile.Read(ref _isHolding) && _entries.TryGetValue(name, out DiskFile? held) && held == file;
        }
    }

    private bool IsTime()
    {
        if (++_events < CutAt)
        {
            return false;
        }

        _image ??= Survive();
        return true;
    }

    private void SyncEntries()
    {
        _moves.Clear();
        _durableEntries.Clear();
        foreach ((string name, DiskFile file) in _entries)
        {
            _durableEntries.Add(name, file);
        }
    }

    private Dictionary<string, byte[]> Survive()
    {
        foreach ((string from, string to) in _moves)
        {
            (Dictionary<string, DiskFile> entries, string old, string @new) =
                _random.Next(2) == 0 ? (_durableEntries, from, to) : (_entries, to, from);
            if (entries.Remove(old, out DiskFile? moved))
            {
                entries[@new] = moved;
            }
        }

        var image = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string name in _entries.Keys.Union(_durableEntries.Keys).Order(StringComparer.Ordinal))
        {
            bool isCertain = _entries.TryGetValue(name, out DiskFile? now) & _durableEntries.TryGetValue(name, out DiskFile? then) && now == then;
            DiskFile? file = isCertain ? now : _random.Next(2) == 0 ? now : then;
            if (file is not null)
            {
                image.Add(name, file.Survive(_random));
            }
        }

        return image;
    }
}
