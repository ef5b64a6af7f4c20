using System.CommandLine;
using Vigia.Checks;
using Vigia.Output;
using Vigia.Rules;

namespace Vigia.Commands;

/// <summary><c>vigia check rules</c> and its like: files, before they are taken.</summary>
internal static class CheckCommand
{
    private static readonly string[] RulesExamples =
    [
        "vigia check rules config/rules/*.yml",
        "vigia check rules --lint-fatal rules.yml      for a pipeline: a lint warning fails it",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("check", "Check files before a running monitor takes them. Ends with 1 where one is wrong.");
        command.Add(CreateConfig(terminal));
        command.Add(CreateAlertmanager(terminal));
        command.Add(CreateRules(terminal, help));
        command.Add(CreateMetrics(terminal));
        return command;
    }

    private static Command CreateConfig(Terminal terminal)
    {
        var command = new Command("config", "Check files in Prometheus' configuration format.");
        Argument<string[]> files = FileArguments.Create("The files, for example config/prometheus.yml.");
        command.Arguments.Add(files);
        command.SetAction((parsed, cancellationToken) => ConfigCheckWork.RunAsync(parsed.GetRequiredValue(files), terminal, cancellationToken));
        return command;
    }

    private static Command CreateAlertmanager(Terminal terminal)
    {
        var command = new Command("alertmanager", "Check files of routes and receivers in Alertmanager's format, each with the notify.yml beside it.");
        Argument<string[]> files = FileArguments.Create("The files, for example config/alertmanager.yml.");
        command.Arguments.Add(files);
        command.SetAction((parsed, cancellationToken) => AlertmanagerCheckWork.RunAsync(parsed.GetRequiredValue(files), terminal, cancellationToken));
        return command;
    }

    private static Command CreateMetrics(Terminal terminal)
    {
        var command = new Command("metrics", "Check what a program exposes: the text format, or OpenMetrics to the letter where it ends with # EOF.");
        Argument<string[]> files = FileArguments.Create("The files; - is the standard input.");
        command.Arguments.Add(files);
        command.SetAction((parsed, cancellationToken) => MetricsCheckWork.RunAsync(parsed.GetRequiredValue(files), terminal, cancellationToken));
        return command;
    }

    private static Command CreateRules(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("rules", "Check files of alerting and recording rules: what is wrong, and what is valid but can never fire or means something else.");
        Argument<string[]> files = FileArguments.Create("The files, or patterns such as 'rules/*.yml'.");
        var lintFatal = new Option<bool>("--lint-fatal") { Description = "End with 1 for a lint warning too." };
        var noLint = new Option<bool>("--no-lint") { Description = "Look for errors only." };
        command.Arguments.Add(files);
        command.Options.Add(lintFatal);
        command.Options.Add(noLint);
        help.Set(command, RulesExamples);
        command.SetAction((parsed, cancellationToken) => RuleCheckWork.RunAsync(
            parsed.GetRequiredValue(files), !parsed.GetValue(noLint), parsed.GetValue(lintFatal), terminal, cancellationToken));
        return command;
    }
}
