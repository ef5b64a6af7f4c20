namespace Vigia.Instrumentation.Logging;

/// <summary>What happens to a log line that finds the buffer full.</summary>
public enum LogFullMode
{
    /// <summary>It is dropped and counted; the caller never waits.</summary>
    Drop,

    /// <summary>The caller waits for room, at most <see cref="LogOptions.BlockTimeout"/>.</summary>
    Block,
}
