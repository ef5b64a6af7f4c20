using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Vigia.Commands;

/// <summary>The usual help, with examples after it.</summary>
internal sealed class ExamplesHelpAction(HelpAction help) : SynchronousCommandLineAction
{
    private readonly Dictionary<Command, IReadOnlyList<string>> _examples = [];

    public override bool ClearsParseErrors => true;

    public void Set(Command command, IReadOnlyList<string> examples) => _examples[command] = examples;

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = help.Invoke(parseResult);
        if (_examples.TryGetValue(parseResult.CommandResult.Command, out IReadOnlyList<string>? examples))
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return exitCode;
    }
}
