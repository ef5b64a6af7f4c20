namespace Vigia.Model.Alerts;

/// <summary>
/// Takes alerts from their sources: rules, or another server over HTTP. Safe from any thread.
/// </summary>
public interface IAlertIntake
{
    /// <summary>Takes the states as they are now; a source repeats what still fires before it would end.</summary>
    /// <returns>Once they are taken, so that a restart does not lose them.</returns>
    ValueTask ReceiveAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken);
}
