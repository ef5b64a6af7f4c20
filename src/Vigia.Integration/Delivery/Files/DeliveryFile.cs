using System.Globalization;
using System.Threading.Channels;
using Vigia.Model.Processing;

namespace Vigia.Integration.Delivery.Files;

/// <summary>
/// A file of lines that is appended to durably: a line counts once it, and the file's entry in its folder, are on disk.
/// Lines that wait together share one flush. Thread safe.
/// </summary>
internal sealed class DeliveryFile : IAsyncDisposable
{
    private const int MaxWaiting = 1024;
    private const int MaxBatch = 256;

    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly IFileDisk _disk;
    private readonly TimeProvider _time;
    private readonly Task _writer;
    private IOpenFile? _file;
    private long _length;
    private long? _synced;
    private long _maxBytes;
    private int _maxFiles;

    public DeliveryFile(string path, long maxBytes, int maxFiles, TimeProvider time, IFileDisk disk)
    {
        Path = path;
        _disk = disk;
        _time = time;
        Configure(maxBytes, maxFiles);
        _writer = Task.Run(WriteLinesAsync);
    }

    public string Path { get; }

    public void Configure(long maxBytes, int maxFiles)
    {
        Volatile.Write(ref _maxBytes, maxBytes);
        Volatile.Write(ref _maxFiles, maxFiles);
    }

    /// <summary>Completes when the line, which ends in a line feed, is on disk. Cancelled, it may still be written.</summary>
    /// <exception cref="ProcessingException">It was not written, or only perhaps.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        var waiting = new Line(line, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _lines.Writer.WriteAsync(waiting, cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new ProcessingException("delivery_io", "The file is closed.", isTransient: true, exception);
        }

        await waiting.Written.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writer;
        _file?.Dispose();
    }

    private async Task WriteLinesAsync()
    {
        var batch = new List<Line>(MaxBatch);
        while (await _lines.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _lines.Reader.TryRead(out Line? line))
            {
                batch.Add(line);
            }

            try
            {
                Write(batch);
                batch.ForEach(static line => line.Written.TrySetResult());
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Close();
                var failure = new ProcessingException("delivery_io", exception.Message, isTransient: true, exception);
                batch.ForEach(line => line.Written.TrySetException(failure));
            }
        }
    }

    private void Write(List<Line> batch)
    {
        bool unflushed = false;
        for (int i = 0; i < batch.Count;)
        {
            IOpenFile file = Open();
            if (_length > 0 && _length + batch[i].Bytes.Length > Volatile.Read(ref _maxBytes))
            {
                PutAside();
                continue;
            }

            // As many as fit go out in one write.
            long room = Volatile.Read(ref _maxBytes) - _length;
            var together = new List<ReadOnlyMemory<byte>>();
            long bytes = 0;
            do
            {
                together.Add(batch[i].Bytes);
                bytes += batch[i].Bytes.Length;
                i++;
            }
            while (i < batch.Count && bytes + batch[i].Bytes.Length <= room);

            file.Write(together, _length);
            _length += bytes;
            unflushed = true;
        }

        if (unflushed)
        {
            _file!.Sync();
            _synced = _length;
        }
    }

    private IOpenFile Open()
    {
        if (_file is { } open)
        {
            return open;
        }

        string folder = System.IO.Path.GetDirectoryName(Path)!;
        _disk.CreateFolder(folder);
        IOpenFile file = _disk.Open(Path);
        try
        {
            // What a crash or a full disk cut off was never acknowledged: its message is delivered again. Neither was what a
            // failed sync left in memory, and the next sync may report success without writing it.
            long whole = Math.Min(WholeLines.Measure(file), _synced ?? long.MaxValue);
            if (whole < file.Length)
            {
                file.SetLength(whole);
            }

            // Lines of a process that was killed may not be on disk yet, nor is the new end.
            file.Sync();
            _disk.SyncFolder(folder);
            _length = whole;
            _synced = whole;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return _file = file;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private void PutAside()
    {
        _file!.Sync();
        Close();
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        string stem = System.IO.Path.GetFileNameWithoutExtension(Path);
        string extension = System.IO.Path.GetExtension(Path);
        string stamp = _time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        string target;
        int number = 0;
        do
        {
            target = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{stem}.{stamp}-{number++:D4}{extension}"));
        }
        while (_disk.Exists(target));

        _disk.Move(Path, target);
        _synced = null;
        _disk.SyncFolder(folder);
        RemoveOldest(folder, stem, extension);
    }

    private void RemoveOldest(string folder, string stem, string extension)
    {
        int keep = Volatile.Read(ref _maxFiles);
        if (keep <= 0)
        {
            return;
        }

        string[] aside = _disk.List(folder, $"{stem}.????????T?????????Z-????{extension}");
        Array.Sort(aside, StringComparer.Ordinal);
        foreach (string old in aside.AsSpan(0, Math.Max(0, aside.Length - keep)))
        {
            _disk.Delete(old);
        }
    }

    private sealed record Line(ReadOnlyMemory<byte> Bytes, TaskCompletionSource Written);
}
