using Vigia.Server.Access.Audit;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.Alerting.Rules.Sources;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Book;

/// <summary>Changes rules while they run.</summary>
internal sealed class RuleBook(RuleFileStore store, RuleService service, RuleDraftExamination examination, IAuditTrail audit) : IRuleBook, IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    public IReadOnlyList<RuleBookFile> Files
    {
        get
        {
            ILookup<string, RuleGroupLoop> groups = service.Groups.ToLookup(static group => group.Source, StringComparer.Ordinal);
            return
            [
                .. service.Sources.Sources.OrderBy(static source => source.Name, StringComparer.Ordinal).Select(source =>
                    new RuleBookFile(source.Name, source.Path, source.IsOwn, source.ShippedPath is not null, source.Issues, [.. groups[source.Key]])),
            ];
        }
    }

    public async Task<RuleBookText?> ReadAsync(string name, CancellationToken cancellationToken) =>
        await CurrentAsync(name, cancellationToken) is { } text ? new RuleBookText(text, RuleFileStore.VersionOf(text)) : null;

    public RuleDraftReport Check(string name, string text, CancellationToken cancellationToken) => examination.Check(text, name, cancellationToken);

    public async Task<RuleDraftReport> SaveAsync(string name, string text, string version, Actor actor, CancellationToken cancellationToken)
    {
        RuleFileStore.Require(name);
        RuleDraftReport report = Check(name, text, cancellationToken);
        if (report.IsRefused)
        {
            return report;
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            string now = await CurrentAsync(name, cancellationToken) is { } current ? RuleFileStore.VersionOf(current) : "";
            if (now != version)
            {
                throw new RuleBookException($"{name} was changed meanwhile: look at what is there now, and make the change on it.");
            }

            IReadOnlyList<ConfigurationIssue> issues = await PutAsync(name, text, cancellationToken);
            if (issues.Count == 0)
            {
                audit.Record(actor, "rules.saved", name);
            }

            return report with { Issues = [.. report.Issues, .. issues] };
        }
        finally
        {
            _writing.Release();
        }
    }

    public Task<bool> UndoAsync(string name, Actor actor, CancellationToken cancellationToken) => ChangeAsync(name, "rules.undone", actor, async () =>
    {
        IReadOnlyList<RuleBookVersion> versions = store.Versions(name);
        return (versions.Count > 0, versions.Count == 0 ? null : await store.VersionAsync(name, versions[0].Number, cancellationToken));
    }, cancellationToken);

    public Task<bool> RestoreAsync(string name, int number, Actor actor, CancellationToken cancellationToken) => ChangeAsync(name, "rules.restored", actor, async () =>
        (store.Versions(name).Any(version => version.Number == number), await store.VersionAsync(name, number, cancellationToken)), cancellationToken);

    public Task<bool> RemoveAsync(string name, Actor actor, CancellationToken cancellationToken) => ChangeAsync(name, "rules.removed", actor, async () =>
        (await store.ReadAsync(name, cancellationToken) is not null, null), cancellationToken);

    public IReadOnlyList<RuleBookVersion> Versions(string name) => RuleFileStore.IsName(name) ? store.Versions(name) : [];

    public async Task<string?> VersionAsync(string name, int number, CancellationToken cancellationToken) =>
        RuleFileStore.IsName(name) ? await store.VersionAsync(name, number, cancellationToken) : null;

    public void Dispose() => _writing.Dispose();

    private async Task<string?> CurrentAsync(string name, CancellationToken cancellationToken)
    {
        if (!RuleFileStore.IsName(name))
        {
            return null;
        }

        RuleSource? source = service.Sources.Sources.FirstOrDefault(source => source.Name == name);
        string? file = await store.ReadAsync(name, cancellationToken);
        return file ?? (source?.ShippedPath is { } shipped && File.Exists(shipped) ? await File.ReadAllTextAsync(shipped, cancellationToken) : null);
    }

    private async Task<bool> ChangeAsync(string name, string action, Actor actor, Func<Task<(bool IsThere, string? Text)>> find, CancellationToken cancellationToken)
    {
        if (!RuleFileStore.IsName(name))
        {
            return false;
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            (bool isThere, string? text) = await find();
            if (!isThere)
            {
                return false;
            }

            IReadOnlyList<ConfigurationIssue> issues = await PutAsync(name, text, cancellationToken);
            if (issues.Count > 0)
            {
                throw new RuleBookException(string.Join('\n', issues));
            }

            audit.Record(actor, action, name);
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes and puts in force; where the whole is refused everything is as before, and the errors come back.</summary>
    private async Task<IReadOnlyList<ConfigurationIssue>> PutAsync(string name, string? text, CancellationToken cancellationToken)
    {
        string? before = await store.ReadAsync(name, cancellationToken);
        int versions = store.Versions(name) is [{ } newest, ..] ? newest.Number : 0;
        await store.WriteAsync(name, text, cancellationToken);
        try
        {
            await service.ReloadAsync(cancellationToken);
            return [];
        }
        catch (ConfigurationException exception)
        {
            store.TakeBack(name, before, versions);
            return [.. exception.Issues.Where(static issue => !issue.IsWarning)];
        }
    }
}
