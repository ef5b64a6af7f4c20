namespace Vigia.Instrumentation.Logging;

/// <summary>What the log writes to the standard output.</summary>
public enum LogStdoutMode
{
    /// <summary>Text on a terminal, JSON elsewhere.</summary>
    Auto,

    /// <summary>Nothing.</summary>
    Off,

    /// <summary>The same JSON lines as in the file.</summary>
    Json,

    /// <summary>A short line to be read by a person. Coloured on a terminal, unless <c>NO_COLOR</c> is set.</summary>
    Text,
}
