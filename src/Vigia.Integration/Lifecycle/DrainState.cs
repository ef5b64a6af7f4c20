namespace Vigia.Integration.Lifecycle;

/// <summary>Whether the module still takes work in. Thread safe.</summary>
internal sealed class DrainState : IDisposable
{
    private readonly CancellationTokenSource _draining = new();

    /// <summary>Set once the module stops taking work in.</summary>
    public CancellationToken Draining => _draining.Token;

    public bool IsDraining => _draining.IsCancellationRequested;

    public void Begin() => _draining.Cancel();

    public void Dispose() => _draining.Dispose();
}
