using Microsoft.Win32.SafeHandles;

namespace Vigia.Instrumentation.Metrics.Resources;

/// <summary>
/// A file of Linux' /proc that is kept open and read anew each time, into a buffer of its own: no allocation in
/// steady state. Where it cannot be opened or read, it is empty. Not thread safe.
/// </summary>
internal sealed class ProcFile : IDisposable
{
    private const int MaxLength = 1 << 20;

    private readonly SafeFileHandle? _handle;
    private byte[] _buffer = new byte[4096];

    public ProcFile(string path)
    {
        try
        {
            // No sharing mode that would lock a file of the kernel's.
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            // Another system, or a container that hides it: what stands in it is simply not exposed.
            _handle = null;
        }
    }

    public ReadOnlySpan<byte> Read()
    {
        if (_handle is null)
        {
            return default;
        }

        try
        {
            int length = 0;
            while (true)
            {
                int read = RandomAccess.Read(_handle, _buffer.AsSpan(length), length);
                length += read;
                if (read == 0 || length == MaxLength)
                {
                    return _buffer.AsSpan(0, length);
                }

                if (length == _buffer.Length)
                {
                    Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxLength));
                }
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // /proc/self/io answers so where the kernel forbids it.
            return default;
        }
    }

    public void Dispose() => _handle?.Dispose();
}
