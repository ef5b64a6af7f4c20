namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>How much of an event goes into a line.</summary>
internal sealed record LineLimits(int MessageLength, int ValueLength, int Entries, int Depth, int LineBytes)
{
    public static LineLimits From(LogOptions options) =>
        new(options.MaxMessageLength, options.MaxValueLength, options.MaxEntries, options.MaxDepth, options.MaxLineBytes);
}
