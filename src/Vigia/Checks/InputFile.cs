using Vigia.Output;

namespace Vigia.Checks;

/// <summary>A file that a command was given.</summary>
internal static class InputFile
{
    /// <summary>Why it cannot be read; null where it seems it can.</summary>
    public static string? Problem(string file) =>
        Directory.Exists(file) ? "this is a folder, not a file"
        : !File.Exists(file) ? "there is no such file"
        : null;

    /// <summary>Reads it whole.</summary>
    /// <exception cref="CommandException">It cannot be read; the message names it, as <c>file: …</c>.</exception>
    public static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (Problem(file) is { } problem)
        {
            throw new CommandException($"{file}: {problem}");
        }

        try
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file}: {exception.Message}", innerException: exception);
        }
    }
}
