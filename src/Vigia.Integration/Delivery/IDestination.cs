using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Integration.Delivery;

/// <summary>Where a route hands its messages to. Thread safe.</summary>
internal interface IDestination : IDisposable
{
    /// <summary>The kind's name in configuration.</summary>
    string Kind { get; }

    /// <summary>Completes when the destination has the message for good; a repeat of the same message must do no harm there.</summary>
    /// <returns>What is to be written to the message store together with the message's end, or null.</returns>
    /// <exception cref="ProcessingException">It was not delivered; says whether trying again can help.</exception>
    ValueTask<MessageOutput?> DeliverAsync(Message message, CancellationToken cancellationToken);
}
