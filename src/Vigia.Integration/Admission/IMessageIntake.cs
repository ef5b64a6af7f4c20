namespace Vigia.Integration.Admission;

/// <summary>
/// The one way into the module for every protocol: admit (rate, size, schema), deduplicate, enqueue durably. The
/// returned task completes only after the message is on disk, or was refused. Thread safe.
/// </summary>
internal interface IMessageIntake
{
    ValueTask<IntakeResult> AcceptAsync(IncomingMessage message, CancellationToken cancellationToken);
}
