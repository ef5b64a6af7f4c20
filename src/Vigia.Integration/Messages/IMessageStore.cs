using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>Every message and what became of it. Thread safe.</summary>
internal interface IMessageStore
{
    ValueTask<MessageDetail?> GetAsync(string id, CancellationToken cancellationToken);

    ValueTask<MessagePage> SearchAsync(MessageFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Notes a refused or repeated message, without waiting for the disk: the sender was told, so nothing is owed. Dropped and
    /// counted where too many wait.
    /// </summary>
    void Note(MessageSummary summary);

    /// <summary>
    /// Removes payload, headers, user id, errors and outputs of every message about one person; queued ones are taken out of the
    /// queue. Returns how many messages were touched. Audited.
    /// </summary>
    ValueTask<int> EraseUserAsync(string userId, AuditEntry audit, CancellationToken cancellationToken);
}
