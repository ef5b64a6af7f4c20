using System.Globalization;
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
            PromqlScript script = PromqlScript.Parse(file, await File.ReadAllTextAsync(file, cancellationToken));
            IReadOnlyList<ScriptFailure> failures = await script.RunAsync(cancellationToken);
            foreach (ScriptFailure failure in failures)
            {
                terminal.Out.WriteLine(failure);
            }

            failed += failures.Count == 0 ? 0 : 1;
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{file}: {(failures.Count == 0 ? "passed" : "FAILED")}, {script.Queries} queries, {failures.Count} failures"));
        }

        return failed == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }
}
