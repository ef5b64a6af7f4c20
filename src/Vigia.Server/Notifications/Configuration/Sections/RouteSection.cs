using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Routing;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>Reads the tree of routes, and lets each take from the one above what it does not say.</summary>
internal static class RouteSection
{
    private static readonly TimeSpan DefaultGroupWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultGroupInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DefaultRepeatInterval = TimeSpan.FromHours(4);

    public static Route Read(MappingReader section, Route? parent)
    {
        var matchers = MatcherSection.Read(section, "matchers", "match", "match_re");
        (IReadOnlyList<string> groupBy, bool groupsByAll) = GroupBy(section, parent);
        var route = new Route
        {
            Parent = parent,
            Line = (int)section.Node.Start.Line,
            Receiver = section.Text("receiver") is { Length: > 0 } receiver ? receiver : parent?.Receiver ?? "",
            Matchers = matchers,
            GroupBy = groupBy,
            GroupsByAll = groupsByAll,
            GroupWait = section.Duration("group_wait") ?? parent?.GroupWait ?? DefaultGroupWait,
            GroupInterval = NotZero(section, "group_interval") ?? parent?.GroupInterval ?? DefaultGroupInterval,
            RepeatInterval = NotZero(section, "repeat_interval") ?? parent?.RepeatInterval ?? DefaultRepeatInterval,
            MuteTimeIntervals = section.Texts("mute_time_intervals"),
            ActiveTimeIntervals = section.Texts("active_time_intervals"),
            Continues = section.Boolean("continue") ?? false,
        };
        if (parent is null)
        {
            CheckRoot(section, route);
        }

        route.Routes = [.. section.Mappings("routes").Select(child => Read(child, route))];
        section.Finish("route");
        return route;
    }

    private static void CheckRoot(MappingReader section, Route root)
    {
        if (root.Receiver.Length == 0)
        {
            section.Issues.Error(section.Node, "root route must specify a default receiver");
        }

        if (root.Matchers.Count > 0)
        {
            section.Issues.Error(section.Node, "root route must not have any matchers");
        }

        if (root.MuteTimeIntervals.Count > 0 || root.ActiveTimeIntervals.Count > 0)
        {
            section.Issues.Error(section.Node, "root route must not have any mute or active time intervals");
        }

        if (root.Continues)
        {
            section.Error("continue", "cannot have continue in root route");
        }
    }

    private static (IReadOnlyList<string> Labels, bool All) GroupBy(MappingReader section, Route? parent)
    {
        // An empty list is none, as Alertmanager has it.
        IReadOnlyList<string> names = section.Texts("group_by");
        if (names.Count == 0)
        {
            return (parent?.GroupBy ?? [], parent?.GroupsByAll ?? false);
        }

        bool isAll = names.Contains("...");
        string? wrong = isAll && names.Count > 1 ? "cannot have wildcard group_by (`...`) and other labels at the same time"
            : names.Any(string.IsNullOrEmpty) ? "an empty label name in group_by"
            : names.Distinct(StringComparer.Ordinal).Count() < names.Count ? "duplicated label in group_by"
            : null;
        if (wrong is not null)
        {
            section.Error("group_by", wrong);
        }

        return isAll ? ([], true) : (names, false);
    }

    private static TimeSpan? NotZero(MappingReader section, string key)
    {
        TimeSpan? duration = section.Duration(key);
        if (duration == TimeSpan.Zero)
        {
            section.Error(key, $"{key} cannot be zero");
            return null;
        }

        return duration;
    }
}
