using System.CommandLine;
using Vigia.Output;
using Vigia.Scripts;

namespace Vigia.Commands;

/// <summary><c>vigia test promql</c> and its like.</summary>
internal static class TestCommand
{
    private static readonly string[] PromqlExamples = ["vigia test promql queries.test"];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("test", "Run tests of queries and rules over series that the test describes. Ends with 1 where one fails.");
        command.Add(CreatePromql(terminal, help));
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
}
