using Vigia.Instrumentation.Logging.Lines;

namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>Whole lines in one buffer that grows as far as its owner lets it. Guarded by its owner.</summary>
internal sealed class LineBatch
{
    /// <summary>What a buffer starts with, and falls back to after a burst.</summary>
    private const int UsualBytes = 256 * 1024;

    private const int UsualLines = 1024;

    private byte[] _bytes = [];
    private byte[] _severities = [];

    public int Length { get; private set; }

    public int Lines { get; private set; }

    /// <summary>Whether a line is critical and wants to be on disk at once.</summary>
    public bool IsUrgent { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>One <see cref="LogSeverity"/> per line.</summary>
    public ReadOnlySpan<byte> Severities => _severities.AsSpan(0, Lines);

    public void Add(ReadOnlySpan<byte> line, LogSeverity severity)
    {
        if (_bytes.Length - Length < line.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Math.Max(UsualBytes, _bytes.Length * 2), Length + line.Length));
        }

        if (_severities.Length == Lines)
        {
            Array.Resize(ref _severities, Math.Max(UsualLines, Lines * 2));
        }

        line.CopyTo(_bytes.AsSpan(Length));
        Length += line.Length;
        _severities[Lines++] = (byte)severity;
        IsUrgent |= severity == LogSeverity.Critical;
    }

    public void Clear()
    {
        if (_bytes.Length > UsualBytes && Length < UsualBytes / 2)
        {
            _bytes = new byte[UsualBytes];
            _severities = new byte[UsualLines];
        }

        Length = 0;
        Lines = 0;
        IsUrgent = false;
    }
}
