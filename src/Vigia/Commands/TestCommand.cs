using System.CommandLine;
using System.CommandLine.Parsing;
using Vigia.Model.Labels;
using Vigia.Output;
using Vigia.Rules;
using Vigia.Scripts;

namespace Vigia.Commands;

/// <summary><c>vigia test rules</c> and its like: what files do, tried out.</summary>
internal static class TestCommand
{
    private static readonly string[] RulesExamples =
    [
        "vigia test rules tests/rules_test.yml",
        "vigia test rules --run 'HighLatency|Queue' --junit report.xml tests/*.yml",
    ];

    private static readonly string[] PromqlExamples = ["vigia test promql queries.test"];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("test", "Run tests of files. Ends with 1 where one fails.");
        command.Add(CreateRules(terminal, help));
        command.Add(CreatePromql(terminal, help));
        return command;
    }

    private static Command CreateRules(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("rules", "Run unit tests of rules, in promtool's format: input series, and the alerts and query results that the rules make of them.");
        Argument<string[]> files = FileArguments.Create("The test files, or patterns such as 'tests/*.yml'.");
        var run = new Option<TextPattern?>("--run")
        {
            Description = "Only tests whose name matches this regular expression.",
            HelpName = "REGEX",
            CustomParser = ParsePattern,
        };
        var junit = new Option<FileInfo?>("--junit") { Description = "Write the results as JUnit XML too.", HelpName = "FILE" };
        command.Arguments.Add(files);
        command.Options.Add(run);
        command.Options.Add(junit);
        help.Set(command, RulesExamples);
        command.SetAction((parsed, cancellationToken) => RuleTestWork.RunAsync(
            parsed.GetRequiredValue(files), parsed.GetValue(run), parsed.GetValue(junit)?.FullName, terminal, cancellationToken));
        return command;
    }

    private static Command CreatePromql(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("promql", "Run scripts in the format of Prometheus' promqltest.");
        Argument<string[]> files = FileArguments.Create("The scripts.");
        command.Arguments.Add(files);
        help.Set(command, PromqlExamples);
        command.SetAction((parsed, cancellationToken) => PromqlTestWork.RunAsync(parsed.GetRequiredValue(files), terminal, cancellationToken));
        return command;
    }

    private static TextPattern? ParsePattern(ArgumentResult result)
    {
        try
        {
            return TextPattern.Parse(result.Tokens[0].Value);
        }
        catch (LabelPatternException exception)
        {
            result.AddError($"--run: {exception.Message}");
            return null;
        }
    }
}
