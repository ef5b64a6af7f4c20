using Vigia.Instrumentation.Logging.Lines;

namespace Vigia.Instrumentation.Logging;

/// <summary>What one thread formats a line with, kept from line to line.</summary>
internal sealed class LogScratch(LineShape shape)
{
    /// <summary>A buffer that one huge line made larger than this is not kept.</summary>
    private const int MaxKept = 256 * 1024;

    public LineShape Shape { get; } = shape;

    public LogEvent Event { get; } = new(shape);

    public JsonText Line { get; } = new(1024);

    /// <summary>In use: what is being formatted logs itself.</summary>
    public bool IsBusy { get; set; }

    public bool IsWorthKeeping => Line.Capacity <= MaxKept;
}
