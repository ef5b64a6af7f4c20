using Vigia.Model.Messages;

namespace Vigia.Integration.Delivery;

/// <summary>Leaves the payload in the message store, written in one transaction with the message's end and so never twice.</summary>
internal sealed class StoreDestination(string name, TimeProvider time) : IDestination
{
    public string Kind => "store";

    public ValueTask<MessageOutput?> DeliverAsync(Message message, CancellationToken cancellationToken) =>
        new(new MessageOutput { Destination = name, At = time.GetUtcNow(), Payload = message.Payload });

    public void Dispose()
    {
    }
}
