using System.CommandLine;
using Vigia.Doctor;
using Vigia.Output;

namespace Vigia.Commands;

/// <summary><c>vigia doctor</c></summary>
internal static class DoctorCommand
{
    private static readonly string[] Examples =
    [
        "vigia doctor",
        "vigia doctor --config /etc/vigia --data /var/lib/vigia",
        "vigia doctor --json",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command(
            "doctor", "Check configuration, certificates, ports, disk, database, clock: what is wrong and what to do. Ends with 1 where something must be corrected.");
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        command.Options.Add(json);
        var module = new ModuleOptions(command);
        help.Set(command, Examples);
        command.SetAction((parsed, cancellationToken) =>
            Examination.RunAsync(module.Source(parsed), parsed.GetValue(json), terminal, cancellationToken));
        return command;
    }
}
