using System.CommandLine;
using Vigia.Demo;
using Vigia.Output;

namespace Vigia.Commands;

/// <summary><c>vigia demo</c></summary>
internal static class DemoCommand
{
    private const double MaxRate = 1000;

    private static readonly string[] Examples =
    [
        "vigia demo",
        "vigia demo --seconds 60",
        "vigia demo --scenario backlog --rate 120",
        "vigia demo --list",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command(
            "demo", "Start the module with real clients of all its protocols, which send it good and bad traffic. Its data are apart from real data.");
        var seconds = new Option<double?>("--seconds") { Description = "Stop by itself after this time. Default: run until Ctrl+C.", HelpName = "N" };
        var scenario = new Option<string>("--scenario")
        {
            Description = "What to send; --list tells them all.",
            HelpName = "NAME",
            DefaultValueFactory = _ => DemoScenario.Steady.Name,
        };
        var rate = new Option<double?>("--rate") { Description = "Turns per second, all protocols together.", HelpName = "N" };
        var list = new Option<bool>("--list") { Description = "List the scenarios." };
        scenario.AcceptOnlyFromAmong([.. DemoScenario.All.Select(each => each.Name)]);
        seconds.Validators.Add(result => Positive(result.GetValueOrDefault<double?>(), "--seconds", TimeSpan.FromDays(30).TotalSeconds, result.AddError));
        rate.Validators.Add(result => Positive(result.GetValueOrDefault<double?>(), "--rate", MaxRate, result.AddError));
        command.Options.Add(seconds);
        command.Options.Add(scenario);
        command.Options.Add(rate);
        command.Options.Add(list);
        var module = new ModuleOptions(command, "The folder of the demo's queue, messages, keys and logs. Default: ./data/demo/ and the scenario's name");
        help.Set(command, Examples);
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(list))
            {
                WriteList(terminal.Out);
                return ExitCodes.Success;
            }

            DemoScenario chosen = DemoScenario.All.First(each => each.Name == parsed.GetValue(scenario));
            return await DemoRun.RunAsync(
                new DemoOptions(
                    module.Source(parsed),
                    Path.GetFullPath(module.Data(parsed) ?? Path.Combine("data", "demo", chosen.Name)),
                    chosen,
                    parsed.GetValue(rate) ?? chosen.Rate,
                    parsed.GetValue(seconds) is { } length ? TimeSpan.FromSeconds(length) : null),
                terminal);
        });
        return command;
    }

    private static void Positive(double? value, string name, double max, Action<string> addError)
    {
        if (value is { } number && !(number > 0 && number <= max))
        {
            addError(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} must be above 0 and at most {max:0}."));
        }
    }

    private static void WriteList(TextWriter output)
    {
        foreach (DemoScenario scenario in DemoScenario.All)
        {
            output.WriteLine($"{scenario.Name,-9} {scenario.Description}");
        }
    }
}
