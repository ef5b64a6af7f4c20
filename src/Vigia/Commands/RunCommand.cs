using System.CommandLine;
using Vigia.Hosting;
using Vigia.Output;
using Vigia.Supervision;

namespace Vigia.Commands;

/// <summary><c>vigia run</c></summary>
internal static class RunCommand
{
    private static readonly string[] Examples =
    [
        "vigia run",
        "vigia run --data /var/lib/vigia",
        "vigia run --role monitor",
        "vigia run --set Listeners:Http:Port=8081 --set Listeners:Mqtt:Enabled=false",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("run", "Start module and monitor and run them until Ctrl+C or SIGTERM; work in hand is finished first.");
        var role = new Option<Role>("--role")
        {
            Description = "Run one of them alone, in the foreground: integration or monitor. Default: both, each in a process of its own",
            HelpName = "ROLE",
            DefaultValueFactory = _ => Role.All,
        };
        var supervised = new Option<bool>("--supervised") { Hidden = true };
        command.Options.Add(role);
        command.Options.Add(supervised);
        var options = new ModuleOptions(command);
        help.Set(command, Examples);
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(role) switch
        {
            Role.Integration => ModuleRun.RunAsync(options.Source(parsed), terminal, parsed.GetValue(supervised), cancellationToken),
            Role.Monitor => MonitorRun.RunAsync(options.Source(parsed), terminal, parsed.GetValue(supervised), cancellationToken),
            _ => RunBothAsync(parsed),
        });
        return command;

        Task<int> RunBothAsync(ParseResult parsed)
        {
            // What is wrong with the folder of settings is said once, and not by each process.
            _ = options.Source(parsed);
            return SupervisorRun.RunAsync([.. options.Arguments(parsed), .. VigiaCommand.VerboseArguments(parsed)], terminal, CancellationToken.None);
        }
    }
}
