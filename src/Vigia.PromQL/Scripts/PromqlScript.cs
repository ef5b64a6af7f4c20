namespace Vigia.PromQL.Scripts;

/// <summary>
/// A script of promqltest: series to load, queries, and what must come of them. Instant queries are also run as range queries where that must
/// give the same.
/// </summary>
public sealed class PromqlScript
{
    private readonly string _file;
    private readonly List<ScriptCommand> _commands;
    private readonly List<ScriptFailure> _syntaxFailures;

    private PromqlScript(string file, ScriptParser parser)
    {
        _file = file;
        _commands = parser.Read();
        _syntaxFailures = parser.Failures;
    }

    /// <summary>How many queries it has.</summary>
    public int Queries => _commands.OfType<EvalCommand>().Count();

    /// <summary>Reads a script; what cannot be read is told when it is run.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="text">Its text.</param>
    public static PromqlScript Parse(string file, string text) => new(file, new ScriptParser(file, text));

    /// <summary>Runs it from begin to end over series of its own. Empty where everything came as expected.</summary>
    public async Task<IReadOnlyList<ScriptFailure>> RunAsync(CancellationToken cancellationToken)
    {
        using var run = new ScriptRun(_file);
        foreach (ScriptCommand command in _commands)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await run.ExecuteAsync(command, cancellationToken).ConfigureAwait(false);
        }

        return [.. _syntaxFailures.Concat(run.Failures).OrderBy(static failure => failure.Line)];
    }
}
