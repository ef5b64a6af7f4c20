using System.CommandLine;
using Vigia.Output;
using Vigia.Queries;
using Vigia.Stores;

namespace Vigia.Commands;

/// <summary><c>vigia tsdb check|stats|export|import</c></summary>
internal static class TsdbCommand
{
    private const string Data = "The program's data folder (Data:Path). Default: ./data";

    private static readonly string[] Examples =
    [
        "vigia tsdb check",
        "vigia tsdb stats --data /var/lib/vigia",
        "vigia tsdb export '{job=\"integracao\"}' --start 2026-01-01T00:00:00Z > metrics.om",
        "vigia tsdb import metrics.om",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("tsdb", "Look after a metric store while no monitor has it open.");
        help.Set(command, Examples);
        command.Add(CreateCheck(terminal));
        command.Add(CreateStatistics(terminal));
        command.Add(CreateExport(terminal));
        command.Add(CreateImport(terminal));
        return command;
    }

    private static Command CreateCheck(Terminal terminal)
    {
        var command = new Command("check", "Read every byte and say what is damaged. Ends with 1 where something is.");
        var source = new ModuleOptions(command, Data);
        command.SetAction((parsed, cancellationToken) => Task.Run(() => StoreWork.Check(source.Source(parsed), terminal, cancellationToken), cancellationToken));
        return command;
    }

    private static Command CreateStatistics(Terminal terminal)
    {
        var command = new Command("stats", "Show blocks, and which labels have the most series.");
        var source = new ModuleOptions(command, Data);
        command.SetAction((parsed, cancellationToken) => StoreWork.StatisticsAsync(source.Source(parsed), terminal, cancellationToken));
        return command;
    }

    private static Command CreateExport(Terminal terminal)
    {
        var command = new Command("export", "Write samples as OpenMetrics text, which promtool and 'vigia tsdb import' read.");
        var selector = new Argument<string>("SELECTOR") { Description = "Which series, for example '{job=\"integracao\"}'." };
        var start = new Option<string?>("--start") { Description = "Seconds since 1970 or RFC 3339. Default: the first sample", HelpName = "TIME" };
        var end = new Option<string?>("--end") { Description = "Default: the last sample", HelpName = "TIME" };
        command.Arguments.Add(selector);
        command.Options.Add(start);
        command.Options.Add(end);
        var source = new ModuleOptions(command, Data);
        command.SetAction((parsed, cancellationToken) => StoreWork.ExportAsync(
            source.Source(parsed),
            parsed.GetRequiredValue(selector),
            QueryTime.Parse("--start", parsed.GetValue(start)),
            QueryTime.Parse("--end", parsed.GetValue(end)),
            terminal,
            cancellationToken));
        return command;
    }

    private static Command CreateImport(Terminal terminal)
    {
        var command = new Command("import", "Read OpenMetrics text with timestamps, of any age, into blocks.");
        Argument<string[]> files = FileArguments.Create("The files.");
        command.Arguments.Add(files);
        var source = new ModuleOptions(command, Data);
        command.SetAction((parsed, cancellationToken) => StoreWork.ImportAsync(source.Source(parsed), parsed.GetRequiredValue(files), terminal, cancellationToken));
        return command;
    }
}
