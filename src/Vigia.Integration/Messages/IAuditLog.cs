using Vigia.Model.Messages;

namespace Vigia.Integration.Messages;

/// <summary>Who changed what. Append-only; thread safe.</summary>
internal interface IAuditLog
{
    /// <summary>Completes when the entry is on disk.</summary>
    ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(int limit, CancellationToken cancellationToken);
}
