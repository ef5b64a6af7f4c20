using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Vigia.Hosting;
using Vigia.Output;

namespace Vigia.Commands;

/// <summary>The command line of <c>vigia</c>.</summary>
internal static class VigiaCommand
{
    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Show the stack trace of an error.",
        Recursive = true,
    };

    private static readonly string[] Examples =
    [
        "vigia run                     start module and monitor on this machine",
        "vigia demo --seconds 60       start it with clients that send it a steady mix",
        "vigia doctor                  check configuration, ports, disk and clock",
        "vigia check rules rules.yml   find rules that are wrong, or that can never fire",
        "vigia key create billing      make an API key for a sender of messages",
        "vigia token create grafana    make an API token for a reader of the monitor",
        "vigia user list               see who may log in to the console",
    ];

    /// <summary>Runs one command line to its end.</summary>
    /// <returns>The exit code: 0 ok, 1 runtime error, 2 usage.</returns>
    public static async Task<int> InvokeAsync(string[] args, Terminal terminal)
    {
        ParseResult result = Create(terminal).Parse(args);
        if (result.Action is ParseErrorAction errors)
        {
            return WriteUsageErrors(errors, result, terminal);
        }

        try
        {
            return await result.InvokeAsync(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,

                // Commands that run for long handle the signals themselves, to drain.
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            CommandException failure = FailureDescription.Of(exception);
            terminal.WriteError(failure.Message, failure.Remedy);
            if (result.GetValue(Verbose))
            {
                terminal.Error.WriteLine(failure.InnerException ?? exception);
            }

            return failure.ExitCode;
        }
    }

    /// <summary>The option that holds for every command, for another process of this program.</summary>
    public static IEnumerable<string> VerboseArguments(ParseResult parsed) => parsed.GetValue(Verbose) ? ["--verbose"] : [];

    private static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand(
            "Vigia runs an integration module and its monitoring: it takes messages over HTTP, WebSocket and MQTT, queues and processes them durably, and keeps and queries the metrics of it.");
        HelpOption helpOption = root.Options.OfType<HelpOption>().Single();
        var help = new ExamplesHelpAction((HelpAction)helpOption.Action!);
        helpOption.Action = help;
        help.Set(root, Examples);
        root.Options.Add(Verbose);
        root.Add(RunCommand.Create(terminal, help));
        root.Add(DemoCommand.Create(terminal, help));
        root.Add(DoctorCommand.Create(terminal, help));
        root.Add(CheckCommand.Create(terminal, help));
        root.Add(TestCommand.Create(terminal, help));
        root.Add(RulesCommand.Create(terminal, help));
        root.Add(NotifyCommand.Create(terminal, help));
        root.Add(KeyCommand.Create(terminal, help));
        root.Add(TokenCommand.Create(terminal, help));
        root.Add(UserCommand.Create(terminal, help));
        root.Add(QueryCommand.Create(terminal, help));
        root.Add(TsdbCommand.Create(terminal, help));
        root.SetAction(help.Invoke);
        return root;
    }

    private static int WriteUsageErrors(ParseErrorAction errors, ParseResult result, Terminal terminal)
    {
        result.InvocationConfiguration.Output = terminal.Error;
        result.InvocationConfiguration.Error = terminal.Error;
        errors.ShowHelp = false;
        errors.Invoke(result);
        terminal.Error.WriteLine($"See '{string.Join(' ', PathTo(result.CommandResult))} --help'.");
        return ExitCodes.Usage;
    }

    private static Stack<string> PathTo(CommandResult result)
    {
        var names = new Stack<string>();
        for (SymbolResult? node = result; node is not null; node = node.Parent)
        {
            if (node is CommandResult command)
            {
                names.Push(command.Command is RootCommand ? "vigia" : command.Command.Name);
            }
        }

        return names;
    }
}
