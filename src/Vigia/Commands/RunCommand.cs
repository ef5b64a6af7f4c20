using System.CommandLine;
using Vigia.Hosting;
using Vigia.Output;

namespace Vigia.Commands;

/// <summary><c>vigia run</c></summary>
internal static class RunCommand
{
    private static readonly string[] Examples =
    [
        "vigia run",
        "vigia run --data /var/lib/vigia",
        "vigia run --set Listeners:Http:Port=8081 --set Listeners:Mqtt:Enabled=false",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("run", "Start the module and run it until Ctrl+C or SIGTERM; work in hand is finished first.");
        var options = new ModuleOptions(command);
        help.Set(command, Examples);
        command.SetAction((parsed, cancellationToken) => ModuleRun.RunAsync(options.Source(parsed), terminal, cancellationToken));
        return command;
    }
}
