using Vigia.Console.Dashboards.Reading;
using Vigia.Server.Access.Audit;

namespace Vigia.Console.Dashboards.Library;

/// <summary>Changes of the library in somebody's name: what is done is written into the audit. Thread-safe.</summary>
internal sealed class DashboardChanges(DashboardLibrary library, IAuditTrail audit)
{
    /// <inheritdoc cref="DashboardLibrary.ImportAsync"/>
    /// <exception cref="DashboardFormatException">It is no dashboard, or there are too many.</exception>
    public async Task<DashboardEntry> ImportAsync(ReadOnlyMemory<byte> json, IReadOnlyDictionary<string, string> inputs, Actor actor, CancellationToken cancellationToken)
    {
        DashboardEntry entry = await library.ImportAsync(json, inputs, cancellationToken);
        audit.Record(actor, "dashboard.saved", entry.Dashboard.Uid, entry.Dashboard.Title);
        return entry;
    }

    /// <inheritdoc cref="DashboardLibrary.DeleteAsync"/>
    public async Task<bool> DeleteAsync(string uid, Actor actor, CancellationToken cancellationToken)
    {
        string? title = library.Find(uid)?.Dashboard.Title;
        bool isDeleted = await library.DeleteAsync(uid, cancellationToken);
        if (isDeleted)
        {
            audit.Record(actor, "dashboard.deleted", uid, title);
        }

        return isDeleted;
    }

    /// <inheritdoc cref="DashboardLibrary.RestoreAsync"/>
    public async Task<DashboardEntry?> RestoreAsync(string uid, int number, Actor actor, CancellationToken cancellationToken)
    {
        DashboardEntry? entry = await library.RestoreAsync(uid, number, cancellationToken);
        if (entry is not null)
        {
            audit.Record(actor, "dashboard.restored", uid, FormattableString.Invariant($"version {number}"));
        }

        return entry;
    }
}
