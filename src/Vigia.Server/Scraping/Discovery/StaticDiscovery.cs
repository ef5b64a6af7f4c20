using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Scraping.Discovery;

/// <summary>Targets that stand in the configuration.</summary>
internal sealed class StaticDiscovery(IReadOnlyList<TargetGroup> groups) : ITargetDiscovery
{
    public Task RunAsync(Func<IReadOnlyList<TargetGroup>, Task> update, CancellationToken cancellationToken) => update(groups);
}
