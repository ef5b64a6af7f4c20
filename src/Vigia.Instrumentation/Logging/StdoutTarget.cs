namespace Vigia.Instrumentation.Logging;

/// <summary>How the standard output is written to.</summary>
/// <param name="Stream">The output itself.</param>
/// <param name="AsText">Text for a person, or the file's JSON lines.</param>
/// <param name="Colours">Whether text is coloured.</param>
internal sealed record StdoutTarget(Stream Stream, bool AsText, bool Colours)
{
    /// <summary>What the process' own standard output wants: see https://no-color.org for <c>NO_COLOR</c>.</summary>
    public static StdoutTarget? For(LogStdoutMode mode)
    {
        bool terminal = !Console.IsOutputRedirected;
        return mode == LogStdoutMode.Off
            ? null
            : new StdoutTarget(
                Console.OpenStandardOutput(),
                AsText: mode == LogStdoutMode.Text || (mode == LogStdoutMode.Auto && terminal),
                Colours: terminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }
}
