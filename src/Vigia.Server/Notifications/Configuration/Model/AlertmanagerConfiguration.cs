using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Inhibition;
using Vigia.Server.Notifications.Intervals;
using Vigia.Server.Notifications.Routing;

namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>An <c>alertmanager.yml</c> as it was read. Immutable.</summary>
internal sealed record AlertmanagerConfiguration
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Its text without secrets.</summary>
    public required string Text { get; init; }

    /// <summary>After which an alert without end counts as resolved if nothing more is heard.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The root of the routes.</summary>
    public required Route Route { get; init; }

    public required IReadOnlyList<ReceiverConfiguration> Receivers { get; init; }

    public IReadOnlyList<InhibitRule> InhibitRules { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<TimeInterval>> TimeIntervals { get; init; } = new Dictionary<string, IReadOnlyList<TimeInterval>>();

    /// <summary>Files of templates, absolute; the last part may hold <c>*</c>.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    public IReadOnlyList<ConfigurationIssue> Warnings { get; init; } = [];
}
