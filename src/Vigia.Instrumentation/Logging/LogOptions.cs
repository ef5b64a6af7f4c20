namespace Vigia.Instrumentation.Logging;

/// <summary>Settings of the JSON log. Bound from <c>Instrumentation:Logging</c>; levels are .NET's own section <c>Logging</c>.</summary>
public sealed class LogOptions
{
    /// <summary>The live file, absolute or relative to the working directory; empty writes no file. One process writes to a file.</summary>
    public string Path { get; set; } = "logs/integracao.log";

    /// <summary>The size in bytes at which the live file becomes <c>.1</c>; 0 never rotates. The guide's 10 MB.</summary>
    public long MaxBytes { get; set; } = 10_485_760;

    /// <summary>How many old files are kept, <c>.1</c> the newest; 0 never rotates.</summary>
    public int BackupCount { get; set; } = 5;

    /// <summary>What goes to the standard output.</summary>
    public LogStdoutMode Stdout { get; set; } = LogStdoutMode.Auto;

    /// <summary>Bytes that may wait for one output (file, standard output), each with a buffer of its own. At least 4 lines of <see cref="MaxLineBytes"/>.</summary>
    public int BufferBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Lines that may wait for one output.</summary>
    public int BufferLines { get; set; } = 65_536;

    /// <summary>What happens to a line that finds the file's buffer full. The standard output always drops.</summary>
    public LogFullMode WhenFull { get; set; } = LogFullMode.Drop;

    /// <summary>How long a caller waits for room where <see cref="WhenFull"/> is <see cref="LogFullMode.Block"/>, before its line is dropped.</summary>
    public TimeSpan BlockTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long lines are gathered before they are written; critical lines and a filling buffer do not wait.</summary>
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a shutdown waits for the buffered lines to be written.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Characters of a message; what is over is cut off and the cut is marked.</summary>
    public int MaxMessageLength { get; set; } = 8192;

    /// <summary>Characters of one value in details or context; a stack trace may have four times as many.</summary>
    public int MaxValueLength { get; set; } = 4096;

    /// <summary>Entries in details, in context, and in each nested object or list.</summary>
    public int MaxEntries { get; set; } = 64;

    /// <summary>How deep objects and lists are followed in a value.</summary>
    public int MaxDepth { get; set; } = 4;

    /// <summary>Bytes of a whole line. Entries that would pass it are left out and counted in <c>truncated_fields</c>.</summary>
    public int MaxLineBytes { get; set; } = 65_536;

    /// <summary>Whether the event's name is written as <c>details.event</c>.</summary>
    public bool IncludeEventName { get; set; }

    /// <summary>Field names beside the built-in ones whose values are never written. Case, <c>_</c> and <c>-</c> make no difference.</summary>
    public IList<string> RedactedFields { get; set; } = [];

    /// <summary>Whether user ids are written as a keyed hash.</summary>
    public bool MaskUserIds { get; set; }

    /// <summary>Whether IP addresses lose their last octet (IPv4) or their last 80 bits (IPv6).</summary>
    public bool MaskAddresses { get; set; }

    /// <summary>The key of the hash of user ids: the same key gives the same masks over restarts. Empty: a random one per start.</summary>
    public string MaskKey { get; set; } = "";

    /// <summary>The component of a log category, where it is not the snake case of the category's last segment. A key is a category or a prefix of one that ends before a dot.</summary>
    public IDictionary<string, string> Components { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
