using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.Messages;

/// <summary>Who changed what. Append-only; thread safe.</summary>
internal interface IAuditLog
{
    /// <summary>Completes when the entry is on disk.</summary>
    ValueTask WriteAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>
    /// Newest first. The entries of single messages within a change of many are read only where the filter names a target or
    /// their action.
    /// </summary>
    ValueTask<IReadOnlyList<AuditEntry>> ReadAsync(AuditFilter filter, CancellationToken cancellationToken);
}
