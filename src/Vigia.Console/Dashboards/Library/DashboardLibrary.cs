using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Reading;

namespace Vigia.Console.Dashboards.Library;

/// <summary>
/// All dashboards: those that come with the installation, and the user's over them, with history. Reading is safe from any thread; writers wait for each
/// other.
/// </summary>
internal sealed partial class DashboardLibrary(DashboardStore store, ProvisionedFolder provisioned, IOptions<DashboardOptions> options, TimeProvider time, ILogger<DashboardLibrary> logger) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _loading = new();
    private ImmutableDictionary<string, DashboardEntry>? _own;
    private ImmutableDictionary<string, DashboardEntry>? _all;

    /// <summary>All, by title.</summary>
    public IReadOnlyList<DashboardEntry> All => [.. Current.Values.OrderBy(static entry => entry.Dashboard.Title, StringComparer.CurrentCultureIgnoreCase)];

    /// <summary>Provisioned files that are no dashboards.</summary>
    public IReadOnlyList<RefusedFile> Refused => [.. provisioned.Refused];

    private ImmutableDictionary<string, DashboardEntry> Current => _all ?? Load();

    /// <summary>The dashboard with this uid; null where there is none.</summary>
    public DashboardEntry? Find(string uid) => Current.GetValueOrDefault(uid);

    /// <summary>Adds a dashboard, or replaces the one with its uid, which goes to the history.</summary>
    /// <param name="json">Grafana's JSON.</param>
    /// <param name="inputs">Answers to <c>__inputs</c>; those of data sources without an answer are this monitor.</param>
    /// <param name="cancellationToken">Ends the wait for other writers.</param>
    /// <exception cref="DashboardFormatException">It is no dashboard, or there are too many.</exception>
    public async Task<DashboardEntry> ImportAsync(ReadOnlyMemory<byte> json, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken)
    {
        Dashboard dashboard = DashboardReader.Read(json);
        json = DashboardImport.Prepare(json, dashboard, inputs);
        dashboard = DashboardReader.Read(json, dashboard.Uid);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return Save(dashboard, json);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Deletes the user's dashboard; a provisioned one of the same uid comes back. False where there is none of the user's.</summary>
    public async Task<bool> DeleteAsync(string uid, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (Find(uid) is not { IsProvisioned: false } entry)
            {
                return false;
            }

            store.Delete(uid, entry.Json);
            _own = Own.Remove(uid);
            Publish();
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Earlier versions, the newest first; also of a dashboard that was deleted.</summary>
    public IReadOnlyList<DashboardVersion> Versions(string uid) => DashboardUid.IsValid(uid) ? store.Versions(uid) : [];

    /// <summary>An earlier version as it was; null where there is none.</summary>
    public byte[]? Version(string uid, int number) => DashboardUid.IsValid(uid) ? store.Version(uid, number) : null;

    /// <summary>Makes an earlier version the current one; that one goes to the history. Null where there is no such version.</summary>
    public async Task<DashboardEntry?> RestoreAsync(string uid, int number, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return Version(uid, number) is { } json ? Save(DashboardReader.Read(json, uid) with { Uid = uid }, json) : null;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Looks at the provisioned folder, and takes what has changed.</summary>
    public void LookAtProvisioned()
    {
        lock (_loading)
        {
            (bool hasChanged, IReadOnlyList<RefusedFile> refused) = provisioned.Look();
            foreach (RefusedFile file in refused)
            {
                LogRefused(file.File, file.Line, file.Reason);
            }

            if (hasChanged && _own is not null)
            {
                Publish();
            }
        }
    }

    public void Dispose() => _writing.Dispose();

    private ImmutableDictionary<string, DashboardEntry> Own => _own ?? ImmutableDictionary<string, DashboardEntry>.Empty;

    private DashboardEntry Save(Dashboard dashboard, ReadOnlyMemory<byte> json)
    {
        DashboardEntry? before = Find(dashboard.Uid);
        if (before is null && Own.Count >= options.Value.MaxDashboards)
        {
            throw new DashboardFormatException(FormattableString.Invariant($"There are {Own.Count} dashboards, as many as allowed (Monitor:Dashboards:MaxDashboards). Delete some first."));
        }

        // A bare null would become an empty memory here, and an empty version in the history.
        store.Write(dashboard.Uid, json.Span, before is { IsProvisioned: false } ? before.Json : (ReadOnlyMemory<byte>?)null);
        var entry = new DashboardEntry(dashboard, json, dashboard.Folder, IsProvisioned: false, time.GetUtcNow());
        _own = Own.SetItem(dashboard.Uid, entry);
        Publish();
        return Find(dashboard.Uid)!;
    }

    private ImmutableDictionary<string, DashboardEntry> Load()
    {
        lock (_loading)
        {
            if (_all is { } loaded)
            {
                return loaded;
            }

            _own = store.ReadAll(file => LogRefused(file.File, file.Line, file.Reason)).ToImmutableDictionary(static entry => entry.Dashboard.Uid, StringComparer.Ordinal);
            foreach (RefusedFile file in provisioned.Look().Refused)
            {
                LogRefused(file.File, file.Line, file.Reason);
            }

            return Publish();
        }
    }

    /// <summary>Lays the user's over the provisioned ones.</summary>
    private ImmutableDictionary<string, DashboardEntry> Publish()
    {
        lock (_loading)
        {
            ImmutableDictionary<string, DashboardEntry>.Builder all = ImmutableDictionary.CreateBuilder<string, DashboardEntry>(StringComparer.Ordinal);
            foreach (DashboardEntry entry in provisioned.Entries)
            {
                all[entry.Dashboard.Uid] = entry;
            }

            foreach ((string uid, DashboardEntry entry) in Own)
            {
                all[uid] = entry with { HidesProvisioned = all.ContainsKey(uid) };
            }

            ImmutableDictionary<string, DashboardEntry> made = all.ToImmutable();
            _all = made;
            return made;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Painel recusado: {file}, linha {line}: {reason}")]
    private partial void LogRefused(string file, long line, string reason);
}
