using System.Runtime.InteropServices;
using Vigia.Output;

namespace Vigia.Supervision;

/// <summary>
/// Runs module and monitor as two processes, so that neither takes the other down, and starts again the one that dies. A first signal stops both
/// in good order; a second one ends them at once. SIGHUP makes the monitor read its configuration again.
/// </summary>
internal static class SupervisorRun
{
    public static async Task<int> RunAsync(IReadOnlyList<string> options, Terminal terminal, CancellationToken cancellationToken)
    {
        using var module = new Child(Role.Integration, Arguments("integration", options), terminal, TimeProvider.System);
        using var monitor = new Child(Role.Monitor, Arguments("monitor", options), terminal, TimeProvider.System);
        Child[] children = [module, monitor];
        using var signals = new StopSignals(() => Array.ForEach(children, static child => child.Kill()));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(signals.Token, cancellationToken);
        using CancellationTokenRegistration stop = stopping.Token.Register(() => Array.ForEach(children, static child => child.Stop()));

        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            if (System.Console.IsInputRedirected)
            {
                monitor.HangUp();
                return;
            }

            // Its terminal is gone: nobody will press Ctrl+C any more.
            signals.Stop();
        });

        Task<int>[] runs = [.. children.Select(child => child.RunAsync(stopping.Token))];
        Task<int> first = await Task.WhenAny(runs);
        if (!stopping.IsCancellationRequested)
        {
            // One could not start, and has said why: the other is of no use to whoever asked for both.
            await stopping.CancelAsync();
            await Task.WhenAll(runs);
            return await first == ExitCodes.NotStarted ? ExitCodes.Failure : await first;
        }

        int[] codes = await Task.WhenAll(runs);
        return signals.ForcedExitCode ?? codes.Max();
    }

    private static string[] Arguments(string role, IReadOnlyList<string> options) => ["run", "--role", role, "--supervised", .. options];
}
