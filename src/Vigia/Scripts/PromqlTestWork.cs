using System.Text;
using Vigia.Checks;
using Vigia.Output;
using Vigia.PromQL.Scripts;

namespace Vigia.Scripts;

/// <summary>Runs promqltest's scripts: a line for each failure, <c>file:line: …</c>, and one for each file.</summary>
internal static class PromqlTestWork
{
    public static async Task<int> RunAsync(IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        int failed = 0;
        foreach (string file in files)
        {
            string text;
            try
            {
                text = Encoding.UTF8.GetString(await InputFile.ReadAsync(file, cancellationToken));
            }
            catch (CommandException unreadable)
            {
                // The others are run nevertheless.
                failed++;
                terminal.Out.WriteLine(unreadable.Message);
                continue;
            }

            PromqlScript script = PromqlScript.Parse(file, text);
            IReadOnlyList<ScriptFailure> failures = await script.RunAsync(cancellationToken);
            foreach (ScriptFailure failure in failures)
            {
                terminal.Out.WriteLine(failure);
            }

            failed += failures.Count == 0 ? 0 : 1;
            terminal.Out.WriteLine(
                $"{file}: {(failures.Count == 0 ? "passed" : "FAILED")}, {CountText.Of(script.Queries, "query", "queries")}, {CountText.Of(failures.Count, "failure")}");
        }

        return failed == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }
}
