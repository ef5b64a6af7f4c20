using System.CommandLine;
using System.CommandLine.Parsing;
using Vigia.Output;
using Vigia.Server.Access.Users;

namespace Vigia.Commands;

/// <summary>Where a command takes a password from; never from the command line itself, which other users of the machine can read.</summary>
internal sealed class PasswordOptions
{
    private readonly Option<bool> _stdin = new("--password-stdin") { Description = "Take the password from the first line of the standard input." };

    private readonly Option<FileInfo> _file = new Option<FileInfo>("--password-file")
    {
        Description = "Take the password from the first line of a file.",
        HelpName = "FILE",
    }.AcceptExistingOnly();

    public PasswordOptions(Command command)
    {
        command.Options.Add(_stdin);
        command.Options.Add(_file);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_stdin) && result.GetValue(_file) is not null)
            {
                result.AddError("--password-stdin and --password-file exclude each other.");
            }
        });
    }

    /// <summary>The password; null: none was given, so one is to be made.</summary>
    public async Task<string?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_stdin))
        {
            return await ReadAsync(System.Console.In, "the standard input", cancellationToken);
        }

        if (parsed.GetValue(_file) is { } file)
        {
            using StreamReader reader = file.OpenText();
            return await ReadAsync(reader, file.FullName, cancellationToken);
        }

        return null;
    }

    // One more than the longest password is enough to refuse what is longer.
    private static async Task<string> ReadAsync(TextReader reader, string source, CancellationToken cancellationToken)
    {
        char[] text = new char[PasswordRules.MaxLength + 3];
        int length = await reader.ReadBlockAsync(text, cancellationToken);
        string read = new(text, 0, length);
        string line = read.Split('\n', 2)[0].TrimEnd('\r');
        return line.Length > 0 ? line : throw new CommandException($"There is no password in {source}.");
    }
}
