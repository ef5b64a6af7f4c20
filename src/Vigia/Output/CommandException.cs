namespace Vigia.Output;

/// <summary>A command cannot go on, and why is known: shown without a stack trace.</summary>
internal sealed class CommandException : Exception
{
    public CommandException(string message, string? remedy = null, int exitCode = ExitCodes.Failure, Exception? innerException = null)
        : base(message, innerException)
    {
        Remedy = remedy;
        ExitCode = exitCode;
    }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; }

    public int ExitCode { get; }
}
