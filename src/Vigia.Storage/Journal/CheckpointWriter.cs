namespace Vigia.Storage.Journal;

/// <summary>
/// Writes a checkpoint: records that stand for all segments before one. Nothing of it counts before <see cref="Complete"/>. Not thread-safe.
/// </summary>
internal sealed class CheckpointWriter : IDisposable
{
    /// <summary>The one byte of the last record.</summary>
    public const byte End = 0xff;

    private const int WriteBytes = 1 << 20;

    private readonly IFiles _files;
    private readonly string _folder;
    private readonly long _segment;
    private readonly string _temporary;
    private readonly PendingRecords _pending = new();
    private readonly IAppendFile _file;
    private bool _isComplete;

    /// <param name="files">The disk.</param>
    /// <param name="folder">The journal's folder.</param>
    /// <param name="segment">The first segment that it does not stand for.</param>
    /// <param name="sequence">The first sequence number that it does not stand for.</param>
    public CheckpointWriter(IFiles files, string folder, long segment, long sequence)
    {
        (_files, _folder, _segment) = (files, folder, segment);
        _temporary = Path.Combine(folder, JournalFormat.FileName(segment, JournalFormat.CheckpointExtension) + JournalFormat.TemporaryExtension);
        _file = files.Create(_temporary);
        Span<byte> header = stackalloc byte[JournalFormat.HeaderBytes];
        JournalFormat.WriteHeader(header, segment, sequence);
        _file.Write(header);
    }

    /// <summary>Bytes written.</summary>
    public long Length => _file.Length;

    public void Append(ReadOnlySpan<byte> payload)
    {
        _pending.Add(payload);
        if (_pending.Length >= WriteBytes)
        {
            WritePending();
        }
    }

    /// <summary>Puts it in place and deletes what it stands for.</summary>
    public void Complete()
    {
        Append([End]);
        WritePending();
        _file.Sync();
        _file.Dispose();
        _files.Rename(_temporary, Path.Combine(_folder, JournalFormat.FileName(_segment, JournalFormat.CheckpointExtension)));
        _files.SyncFolder(_folder);
        _isComplete = true;
        foreach (string path in _files.List(_folder))
        {
            if ((JournalFormat.TryNumber(path, JournalFormat.SegmentExtension, out long number)
                || JournalFormat.TryNumber(path, JournalFormat.CheckpointExtension, out number)) && number < _segment)
            {
                _files.Delete(path);
            }
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_isComplete)
        {
            _files.Delete(_temporary);
        }
    }

    private void WritePending()
    {
        _pending.Seal(_segment);
        _file.Write(_pending.Bytes);
        _pending.Clear();
    }
}
