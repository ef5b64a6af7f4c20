using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.Messages;

/// <summary>Every message and what became of it. Thread safe.</summary>
internal interface IMessageStore
{
    ValueTask<MessageDetail?> GetAsync(string id, CancellationToken cancellationToken);

    ValueTask<MessagePage> SearchAsync(MessageFilter filter, CancellationToken cancellationToken);

    /// <summary>Counts what fits by time and status. The filter's <c>From</c> and <c>To</c> must be set; limit and cursor do not count.</summary>
    /// <param name="filter">What is counted.</param>
    /// <param name="step">The length of a bucket, whole seconds; from <c>From</c> to <c>To</c> there may be 500.</param>
    /// <param name="cancellationToken">Ends the wait for a turn.</param>
    ValueTask<MessageCounts> CountAsync(MessageFilter filter, TimeSpan step, CancellationToken cancellationToken);

    /// <summary>Makes a message that waits for a retry ready at once. Audited.</summary>
    ValueTask<HastenOutcome> HastenAsync(string id, AuditEntry audit, CancellationToken cancellationToken);

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
