using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Scraping.Discovery;

/// <summary>One place that targets come from.</summary>
internal interface ITargetDiscovery
{
    /// <summary>Calls <paramref name="update"/> with all groups of this place, at once and whenever they change, until it is stopped.</summary>
    Task RunAsync(Func<IReadOnlyList<TargetGroup>, Task> update, CancellationToken cancellationToken);
}
