using System.Collections.Concurrent;
using Vigia.Integration.Messages;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Testing.Listeners;

/// <summary>The end of the message store that the intake sees: keeps what is noted.</summary>
internal sealed class NotedMessages : IMessageStore
{
    private readonly ConcurrentQueue<MessageSummary> _noted = [];

    public IReadOnlyList<MessageSummary> Noted => [.. _noted];

    public void Note(MessageSummary summary) => _noted.Enqueue(summary);

    public ValueTask<MessageDetail?> GetAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<MessagePage> SearchAsync(MessageFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> EraseUserAsync(string userId, AuditEntry audit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<MessageCounts> CountAsync(MessageFilter filter, TimeSpan step, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<HastenOutcome> HastenAsync(string id, AuditEntry audit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
