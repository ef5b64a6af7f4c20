using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>
/// A log file with the rotation of Python's <c>RotatingFileHandler</c>: the live file keeps its name, and before a line
/// that would make it reach the limit <c>.4</c> becomes <c>.5</c> … and the live file <c>.1</c>. The same lines leave
/// the same files, byte for byte. Two things differ on purpose. Where a crash (or a person) left a gap in a full row of
/// old files, the row is shifted only into the gap, so that no old file is lost. A file that ends within a line, as a
/// crash leaves it, gets a newline before the next line.
/// </summary>
/// <remarks>Not thread safe: one writer owns it.</remarks>
internal sealed class RotatingFile : ILineOutput
{
    private static readonly TimeSpan RotationRetry = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly long _maxBytes;
    private readonly int _backupCount;
    private readonly TimeProvider _time;
    private readonly Action<string, string> _rename;
    private readonly Action<bool> _rotated;

    private FileStream? _stream;
    private SafeFileHandle? _handle;
    private string? _identity;
    private bool _regular;
    private long _length;
    private bool _torn;
    private long _rotateNotBefore;

    /// <param name="path">The live file.</param>
    /// <param name="maxBytes">The limit; 0 never rotates.</param>
    /// <param name="backupCount">Old files kept; 0 never rotates.</param>
    /// <param name="time">The clock of the pause after a rotation that failed.</param>
    /// <param name="rotated">Told of each rotation, whether it succeeded.</param>
    /// <param name="rename">Renames a file over another; another one than the system's stands in for crashes in tests.</param>
    public RotatingFile(
        string path, long maxBytes, int backupCount, TimeProvider time, Action<bool>? rotated = null, Action<string, string>? rename = null)
    {
        _path = Path.GetFullPath(path);
        _maxBytes = maxBytes;
        _backupCount = backupCount;
        _time = time;
        _rotated = rotated ?? (static _ => { });
        _rename = rename ?? (static (from, to) => File.Move(from, to, overwrite: true));
    }

    private bool Rotates => _maxBytes > 0 && _backupCount > 0 && _regular && _time.GetTimestamp() >= _rotateNotBefore;

    public void Write(ReadOnlySpan<byte> lines, ref int position)
    {
        bool sameFile = EnsureOpen();
        bool withinLine = position > 0 && lines[position - 1] != (byte)'\n';
        if (withinLine && sameFile && _torn)
        {
            // The first half of this line is the file's tail (the disk was full): go on where it broke off.
            int end = position + lines[position..].IndexOf((byte)'\n') + 1;
            Append(lines[..end], ref position);
        }
        else if (withinLine)
        {
            position = lines[..position].LastIndexOf((byte)'\n') + 1;
        }

        if (_torn)
        {
            int newline = 0;
            Append("\n"u8, ref newline);
        }

        while (position < lines.Length)
        {
            int end = position + Fitting(lines[position..]);
            if (end == position)
            {
                Rotate();
                // A line that alone passes the limit still goes to the new file, as in Python.
                end = position + lines[position..].IndexOf((byte)'\n') + 1;
            }

            Append(lines[..end], ref position);
        }
    }

    public void Sync()
    {
        if (_handle is not null && _regular)
        {
            RandomAccess.FlushToDisk(_handle);
        }
    }

    public void Dispose() => Close();

    /// <summary>How many bytes of whole lines fit before a rotation is due.</summary>
    private int Fitting(ReadOnlySpan<byte> lines)
    {
        if (!Rotates || _length + lines.Length < _maxBytes)
        {
            return lines.Length;
        }

        int fitting = 0;
        while (fitting < lines.Length)
        {
            ReadOnlySpan<byte> line = lines[fitting..];
            line = line[..(line.IndexOf((byte)'\n') + 1)];
            // Python compares bytes in the file plus *characters* of the line.
            long reached = _length + fitting;
            if (reached + line.Length >= _maxBytes && reached + CountCharacters(line) >= _maxBytes)
            {
                break;
            }

            fitting += line.Length;
        }

        return fitting;
    }

    /// <summary>Code points of valid UTF-8: all bytes but the continuations.</summary>
    private static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte value in utf8)
        {
            count += (value & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Writes from <paramref name="position"/> to the end of <paramref name="bytes"/>, and keeps what is known of the file true if that fails midway.</summary>
    private void Append(ReadOnlySpan<byte> bytes, ref int position)
    {
        ReadOnlySpan<byte> rest = bytes[position..];
        try
        {
            RandomAccess.Write(_handle!, rest, _length);
            _length += rest.Length;
            position = bytes.Length;
            _torn = false;
        }
        catch (IOException)
        {
            long now = _regular ? LengthOf(_handle!) : _length;
            int written = (int)Math.Clamp(now - _length, 0, rest.Length);
            _length = now;
            if (written > 0)
            {
                position += written;
                _torn = rest[written - 1] != (byte)'\n';
            }

            throw;
        }
    }

    /// <returns>Whether the file is the one of the last call, and as that call left it.</returns>
    private bool EnsureOpen()
    {
        if (_handle is not null && !IsMovedAway())
        {
            long length = _regular ? LengthOf(_handle) : _length;
            if (length == _length)
            {
                return true;
            }

            // Another program cut the file (logrotate's copytruncate) or wrote to it.
            _length = length;
            _torn = EndsWithinLine(_handle, length);
            return false;
        }

        Close();
        Open();
        return false;
    }

    [MemberNotNull(nameof(_stream), nameof(_handle))]
    private void Open()
    {
        string? directory = Path.GetDirectoryName(_path);
        if (directory is not null && !Directory.Exists(directory))
        {
            CreateDirectory(directory);
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        }

        _stream = new FileStream(_path, options);
        _handle = _stream.SafeFileHandle;
        _identity = Identify(_handle);
        _regular = _stream.CanSeek && !IsDevice(_identity);
        _length = _regular ? LengthOf(_handle) : 0;
        _torn = _regular && EndsWithinLine(_handle, _length);
    }

    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        }
    }

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
        _handle = null;
    }

    private static long LengthOf(SafeFileHandle handle) => RandomAccess.GetLength(handle);

    private static bool EndsWithinLine(SafeFileHandle handle, long length)
    {
        Span<byte> last = stackalloc byte[1];
        return length > 0 && RandomAccess.Read(handle, last, length - 1) == 1 && last[0] != (byte)'\n';
    }

    /// <summary>
    /// Whether the path no longer leads to the open file. Linux tells the open file's present path, with a mark where
    /// it was deleted; elsewhere only a missing path is seen.
    /// </summary>
    private bool IsMovedAway() =>
        _identity is not null ? Identify(_handle!) != _identity : !File.Exists(_path);

    private static string? Identify(SafeFileHandle handle) =>
        OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget : null;

    /// <summary>A device or pipe is never rotated, as in Python.</summary>
    private static bool IsDevice(string? identity) =>
        identity is not null &&
        (identity.StartsWith("/dev/", StringComparison.Ordinal) && !identity.StartsWith("/dev/shm/", StringComparison.Ordinal)
            || identity.Contains(":[", StringComparison.Ordinal) && !identity.StartsWith('/'));

    private void Rotate()
    {
        try
        {
            ShiftBackups();
            _rename(_path, Backup(1));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Growing past the limit loses nothing; a line that is not written would be lost.
            _rotateNotBefore = _time.GetTimestamp() + (long)(RotationRetry.TotalSeconds * _time.TimestampFrequency);
            _rotated(false);
            return;
        }

        Close();
        _rotated(true);
        Open();
    }

    private void ShiftBackups()
    {
        int gap = _backupCount;
        while (gap > 0 && File.Exists(Backup(gap)))
        {
            gap--;
        }

        // No gap: the oldest is written over. Otherwise only what lies below the gap moves, into it.
        int first = gap == 0 ? _backupCount - 1 : gap - 1;
        for (int i = first; i >= 1; i--)
        {
            if (File.Exists(Backup(i)))
            {
                _rename(Backup(i), Backup(i + 1));
            }
        }
    }

    private string Backup(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_path}.{number}");
}
