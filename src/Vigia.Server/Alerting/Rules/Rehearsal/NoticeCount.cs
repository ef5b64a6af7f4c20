using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>
/// Counts the notices that episodes would have made: a group is looked at <c>group_wait</c> after its first alert and then each <c>group_interval</c>, and
/// told where something fires that was not told, something told is over, or <c>repeat_interval</c> has passed.
/// </summary>
internal static class NoticeCount
{
    /// <summary>The notices of each receiver.</summary>
    public static IReadOnlyList<RehearsedNotices> Of(IReadOnlyList<RehearsedEpisode> episodes, IRehearsalRoutes routes, DateTimeOffset end)
    {
        var groups = new Dictionary<(RehearsalRoute Route, LabelSet Labels), List<RehearsedEpisode>>();
        foreach (RehearsedEpisode episode in episodes)
        {
            foreach (RehearsalRoute route in routes.For(episode.Labels))
            {
                LabelSet labels = route.GroupBy is { } names ? episode.Labels.Keep([.. names]) : episode.Labels;
                if (!groups.TryGetValue((route, labels), out List<RehearsedEpisode>? group))
                {
                    groups[(route, labels)] = group = [];
                }

                group.Add(episode);
            }
        }

        return
        [
            .. groups.Select(group => Count(group.Key.Route, group.Value, end))
                .GroupBy(static notices => notices.Receiver, StringComparer.Ordinal)
                .Select(static all => new RehearsedNotices(all.Key, all.Sum(static one => one.Firing), all.Sum(static one => one.Repeated), all.Sum(static one => one.Resolved)))
                .OrderBy(static notices => notices.Receiver, StringComparer.Ordinal),
        ];
    }

    private static RehearsedNotices Count(RehearsalRoute route, List<RehearsedEpisode> episodes, DateTimeOffset end)
    {
        RehearsedEpisode[] left = [.. episodes.OrderBy(static episode => episode.FiredAt)];
        (int firing, int repeated, int resolved) = (0, 0, 0);
        int next = 0;

        // Each turn is the life of one group, which goes when all its alerts are over.
        while (next < left.Length && left[next].FiredAt + route.GroupWait <= end)
        {
            var held = new List<RehearsedEpisode>();
            var told = new HashSet<RehearsedEpisode>(ReferenceEqualityComparer.Instance);
            DateTimeOffset last = DateTimeOffset.MinValue;
            DateTimeOffset look = left[next].FiredAt + route.GroupWait;
            do
            {
                for (; next < left.Length && left[next].FiredAt <= look; next++)
                {
                    held.Add(left[next]);
                }

                // What came and went between two looks is not told at all.
                bool isToldOver = held.Exists(episode => episode.ResolvedAt <= look && told.Contains(episode));
                held.RemoveAll(episode => episode.ResolvedAt <= look);

                // What is over while a route says nothing is dropped untold, as Alertmanager does.
                if (route.IsMuted?.Invoke(look) == true)
                {
                    look += route.GroupInterval;
                    continue;
                }

                if (held.Exists(episode => !told.Contains(episode)))
                {
                    firing++;
                    last = look;
                    told.UnionWith(held);
                }
                else if (isToldOver && route.SendsResolved)
                {
                    resolved++;
                    last = look;
                }
                else if (held.Count > 0 && look - last >= route.RepeatInterval)
                {
                    repeated++;
                    last = look;
                }

                look += route.GroupInterval;
            }
            while (held.Count > 0 && look <= end);
        }

        return new RehearsedNotices(route.Receiver, firing, repeated, resolved);
    }
}
