namespace Vigia.Server.Access.Audit;

/// <summary>A part of the audit.</summary>
/// <param name="Entries">The newest first.</param>
/// <param name="Next">What to ask for with <see cref="AuditQuery.Before"/> next; null: that was all.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Next);
