using Vigia.Instrumentation.Logging.Lines;

namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>Whole lines one behind the other in a buffer of fixed size. Guarded by its owner.</summary>
internal sealed class LineChunk
{
    /// <summary>The usual size; a single line that is longer gets a chunk of its own.</summary>
    public const int UsualBytes = 64 * 1024;

    private readonly byte[] _bytes;
    private byte[] _severities = new byte[512];

    public LineChunk(int atLeast) => _bytes = new byte[Math.Max(UsualBytes, atLeast)];

    /// <summary>The chunk that was filled after this one.</summary>
    public LineChunk? Next { get; set; }

    public int Length { get; private set; }

    public int Lines { get; private set; }

    /// <summary>Lines by severity that found no room right behind this chunk's last one.</summary>
    public long[] Lost { get; } = new long[5];

    /// <summary>Whether a line is critical and wants to be on disk at once.</summary>
    public bool IsUrgent { get; private set; }

    public bool IsOfUsualSize => _bytes.Length == UsualBytes;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>One <see cref="LogSeverity"/> per line.</summary>
    public ReadOnlySpan<byte> Severities => _severities.AsSpan(0, Lines);

    public bool HasRoom(int bytes) => _bytes.Length - Length >= bytes;

    public void Add(ReadOnlySpan<byte> line, LogSeverity severity)
    {
        if (_severities.Length == Lines)
        {
            Array.Resize(ref _severities, Lines * 2);
        }

        line.CopyTo(_bytes.AsSpan(Length));
        Length += line.Length;
        _severities[Lines++] = (byte)severity;
        IsUrgent |= severity == LogSeverity.Critical;
    }

    public void Clear()
    {
        Next = null;
        Length = 0;
        Lines = 0;
        IsUrgent = false;
        Array.Clear(Lost);
    }
}
