using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Intervals;
using Vigia.Server.Notifications.Running;

namespace Vigia.Server.Notifications.Routing;

/// <summary>
/// Who would be told of an alert by the routes in force: the receivers, their groups and timers, and the times at which a route says nothing. Silences,
/// inhibition and acknowledgements are left out: they are of today, and not of the time that is rehearsed. Safe from any thread.
/// </summary>
internal sealed class ConfiguredRehearsalRoutes(Func<AlertmanagerConfiguration> configuration) : IRehearsalRoutes
{
    private volatile Prepared? _prepared;

    /// <summary>The routes of a running monitor, as they are at each rehearsal.</summary>
    public ConfiguredRehearsalRoutes(NotificationState state)
        : this(() => state.Center.Runtime.Configuration)
    {
    }

    public IReadOnlyList<RehearsalRoute> For(LabelSet labels)
    {
        AlertmanagerConfiguration now = configuration();
        Prepared prepared = _prepared is { } known && ReferenceEquals(known.Configuration, now) ? known : _prepared = new Prepared(now);
        return [.. now.Route.Match(labels).Select(route => prepared.Routes[route])];
    }

    /// <summary>One configuration's routes: groups are told apart by the route object, which so stays the same from alert to alert.</summary>
    private sealed class Prepared(AlertmanagerConfiguration configuration)
    {
        public AlertmanagerConfiguration Configuration => configuration;

        public Dictionary<Route, RehearsalRoute> Routes { get; } = configuration.Route.All().ToDictionary(static route => route, route => Of(route, configuration));

        private static RehearsalRoute Of(Route route, AlertmanagerConfiguration configuration) => new()
        {
            Id = route.Key,
            Receiver = route.Receiver,
            GroupBy = route.GroupsByAll ? null : route.GroupBy,
            GroupWait = route.GroupWait,
            GroupInterval = route.GroupInterval,
            RepeatInterval = route.RepeatInterval,

            // A receiver without a way is told nothing; one whose ways differ is told of the end over one of them.
            SendsResolved = configuration.Receivers.FirstOrDefault(receiver => receiver.Name == route.Receiver)?.Integrations is not { Count: > 0 } ways || ways.Any(static way => way.SendResolved),
            IsMuted = route.MuteTimeIntervals.Count + route.ActiveTimeIntervals.Count == 0 ? null : moment => IsMuted(route, configuration, moment),
        };

        private static bool IsMuted(Route route, AlertmanagerConfiguration configuration, DateTimeOffset moment) =>
            (route.ActiveTimeIntervals.Count > 0 && !route.ActiveTimeIntervals.Any(name => IsWithin(configuration, name, moment))) || route.MuteTimeIntervals.Any(name => IsWithin(configuration, name, moment));

        private static bool IsWithin(AlertmanagerConfiguration configuration, string name, DateTimeOffset moment) =>
            configuration.TimeIntervals.TryGetValue(name, out IReadOnlyList<TimeInterval>? parts) && parts.Any(part => part.Contains(moment));
    }
}
