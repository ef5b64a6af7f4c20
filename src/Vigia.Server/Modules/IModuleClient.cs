using Vigia.Model.Health;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Server.Modules;

/// <summary>
/// The integration module over its HTTP API, on this machine or another. Nothing here throws because the module is away, refuses or
/// fails: that is the result's error. Only cancellation by the caller throws. Answers are read up to 32 MiB; payloads come masked as the
/// module's <c>Api:MaskFields</c> says. <c>actor</c> is the person who acts, 1 to 256 characters: the module writes the name into its
/// audit beside the monitor's key. Thread safe.
/// </summary>
public interface IModuleClient
{
    /// <summary>Where the module is looked for.</summary>
    Uri Address { get; }

    /// <summary>One page of messages, newest first; the page's <c>Next</c> is the next filter's cursor. A page may be short, even empty, and have a next one.</summary>
    Task<ModuleResult<MessagePage>> SearchMessagesAsync(MessageFilter filter, CancellationToken cancellationToken);

    /// <summary>Page after page, each asked for when the one before was taken, to the last or to the first error.</summary>
    IAsyncEnumerable<ModuleResult<MessagePage>> ReadMessagesAsync(MessageFilter filter, CancellationToken cancellationToken);

    /// <summary>How many messages were received when, by status: at most 500 buckets.</summary>
    Task<ModuleResult<MessageCounts>> CountMessagesAsync(CountFilter filter, CancellationToken cancellationToken);

    /// <summary>One message with headers, payload, attempts and outputs.</summary>
    Task<ModuleResult<MessageDetail>> GetMessageAsync(string id, CancellationToken cancellationToken);

    /// <summary>What happened to one message, oldest first.</summary>
    Task<ModuleResult<MessageTimeline>> GetTimelineAsync(string id, CancellationToken cancellationToken);

    /// <summary>Makes a message that waits for its next attempt ready at once. Conflict: it does not wait for one.</summary>
    Task<ModuleResult> RetryMessageAsync(string id, string actor, CancellationToken cancellationToken);

    /// <summary>One page of dead letters, newest first.</summary>
    Task<ModuleResult<MessagePage>> SearchDeadLettersAsync(MessageFilter filter, CancellationToken cancellationToken);

    /// <summary>Dead letters counted by error and type, the most frequent first; at most 1,000.</summary>
    Task<ModuleResult<IReadOnlyList<DeadLetterGroup>>> GetDeadLetterGroupsAsync(CancellationToken cancellationToken);

    /// <summary>One dead letter; its <see cref="MessageDetail.Version"/> is what an edit names.</summary>
    Task<ModuleResult<MessageDetail>> GetDeadLetterAsync(string id, CancellationToken cancellationToken);

    /// <summary>What the schema of its type finds wrong with an edit; changes nothing.</summary>
    Task<ModuleResult<DeadLetterCheck>> CheckDeadLetterAsync(string id, DeadLetterEdit edit, CancellationToken cancellationToken);

    /// <summary>
    /// Edits a dead letter. Changed: somebody edited it since <paramref name="version"/> was read. Invalid: its schema refuses it; the
    /// error's fields are places in the payload.
    /// </summary>
    /// <param name="id">Whose.</param>
    /// <param name="edit">What it becomes.</param>
    /// <param name="version">The version that was read; null overwrites whichever is there.</param>
    /// <param name="actor">Who edits.</param>
    /// <param name="cancellationToken">Ends the wait for the answer; the edit may be made all the same.</param>
    /// <returns>The new version.</returns>
    Task<ModuleResult<string>> EditDeadLetterAsync(string id, DeadLetterEdit edit, string? version, string actor, CancellationToken cancellationToken);

    /// <summary>Queues one dead letter again.</summary>
    Task<ModuleResult<DeadLetterChange>> ReplayDeadLetterAsync(string id, string actor, CancellationToken cancellationToken);

    /// <summary>Discards one dead letter for good.</summary>
    Task<ModuleResult<DeadLetterChange>> DiscardDeadLetterAsync(string id, string actor, CancellationToken cancellationToken);

    /// <summary>Begins to replay or discard many. Busy: too many operations wait.</summary>
    Task<ModuleResult<DeadLetterOperation>> BeginOperationAsync(DeadLetterOperationRequest request, string actor, CancellationToken cancellationToken);

    /// <summary>The last 100 operations since the module started, newest first.</summary>
    Task<ModuleResult<IReadOnlyList<DeadLetterOperation>>> GetOperationsAsync(CancellationToken cancellationToken);

    /// <summary>How far one operation has come.</summary>
    Task<ModuleResult<DeadLetterOperation>> GetOperationAsync(string id, CancellationToken cancellationToken);

    /// <summary>Stops one operation after the step that it is in.</summary>
    Task<ModuleResult<DeadLetterOperation>> CancelOperationAsync(string id, string actor, CancellationToken cancellationToken);

    /// <summary>How full the queue is.</summary>
    Task<ModuleResult<QueueStatus>> GetQueueAsync(CancellationToken cancellationToken);

    /// <summary>The routes in force.</summary>
    Task<ModuleResult<IReadOnlyList<RouteStatus>>> GetRoutesAsync(CancellationToken cancellationToken);

    /// <summary>The module's health with every dependency's checks.</summary>
    Task<ModuleResult<ModuleHealth>> GetHealthAsync(CancellationToken cancellationToken);

    /// <summary>Who changed what, newest first.</summary>
    Task<ModuleResult<IReadOnlyList<AuditEntry>>> GetAuditAsync(AuditFilter filter, CancellationToken cancellationToken);
}
