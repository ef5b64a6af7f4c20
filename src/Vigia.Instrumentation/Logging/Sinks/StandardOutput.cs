namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>The process' standard output. A reader that went away is the system's silence, not an error.</summary>
internal sealed class StandardOutput(Stream stream) : ILineOutput
{
    public void Write(ReadOnlySpan<byte> lines, ref int position)
    {
        stream.Write(lines[position..]);
        stream.Flush();
        position = lines.Length;
    }

    public void Sync()
    {
        // A pipe or terminal has nothing to sync.
    }

    public void Dispose() => stream.Flush();
}
