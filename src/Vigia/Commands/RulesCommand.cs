using System.CommandLine;
using System.Globalization;
using Vigia.Output;
using Vigia.Queries;
using Vigia.Rules;

namespace Vigia.Commands;

/// <summary><c>vigia rules rehearse</c></summary>
internal static class RulesCommand
{
    private static readonly string[] RehearseExamples =
    [
        "vigia rules rehearse rules/orders.yml --since 7d",
        "vigia rules rehearse rules/orders.yml --since 1d --end 2026-01-31T12:00:00Z --json",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("rules", "Try rules on a running monitor.");
        command.Add(CreateRehearse(terminal, help));
        return command;
    }

    private static Command CreateRehearse(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command(
            "rehearse",
            "Run a file of rules over the monitor's stored history: when each alert would have fired, for how long, how often it would have been told. Nothing is stored. Ends with 1 where the file is refused or a rule fails.");
        var file = new Argument<string>("FILE") { Description = "The file of rules; it need not be one that the monitor runs." };
        var since = new Option<string>("--since") { Description = "How long before the end it begins.", HelpName = "DURATION", DefaultValueFactory = static _ => "1d" };
        var end = new Option<string?>("--end") { Description = "Seconds since 1970 or RFC 3339. Default: now", HelpName = "TIME" };
        command.Arguments.Add(file);
        command.Options.Add(since);
        command.Options.Add(end);
        var server = new ServerOptions(command);
        help.Set(command, RehearseExamples);
        command.SetAction(async (parsed, token) =>
        {
            string path = parsed.GetRequiredValue(file);
            List<KeyValuePair<string, string>> parameters =
            [
                new("rules", await ReadAsync(path, token)),
                new("file", path),
                new("since", QueryTime.Duration("--since", parsed.GetValue(since)!).ToString("0.###", CultureInfo.InvariantCulture)),
            ];
            if (QueryTime.Parse("--end", parsed.GetValue(end)) is { } last)
            {
                parameters.Add(new("end", last.ToString("0.###", CultureInfo.InvariantCulture)));
            }

            bool isSound = true;
            await server.AskAsync(parsed, terminal, "/api/v1/vigia/rules/rehearse", parameters, RehearsalText.Write, token, data => isSound = RehearsalText.IsSound(data));
            return isSound ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {exception.Message}", innerException: exception);
        }
    }
}
