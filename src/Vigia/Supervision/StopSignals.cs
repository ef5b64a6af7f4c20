using System.Runtime.InteropServices;
using Vigia.Output;

namespace Vigia.Supervision;

/// <summary>Turns the first Ctrl+C or SIGTERM into a token; the second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action? _force;
    private int _received;

    /// <param name="force">Done at the second signal; where null, the process exits then.</param>
    public StopSignals(Action? force = null)
    {
        _force = force;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    public CancellationToken Token => _stopping.Token;

    /// <summary>What to exit with after a second signal; null where there was none.</summary>
    public int? ForcedExitCode { get; private set; }

    /// <summary>As a first signal does.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _stopping.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _received) == 1)
        {
            _stopping.Cancel();
            return;
        }

        ForcedExitCode = context.Signal is PosixSignal.SIGINT ? 130 : 143;
        if (_force is null)
        {
            Environment.Exit(ExitCodes.Failure);
        }

        _force();
    }
}
