using Vigia.Model.Labels;
using Vigia.Server.Notifications.Matching;

namespace Vigia.Server.Notifications.Routing;

/// <summary>A node of the routes, with what it inherited. Immutable once its children are in place.</summary>
internal sealed class Route
{
    /// <summary>The route above; null at the root.</summary>
    public Route? Parent { get; init; }

    /// <summary>The line in the file.</summary>
    public int Line { get; init; }

    public required string Receiver { get; init; }

    /// <summary>In Alertmanager's order.</summary>
    public required IReadOnlyList<LabelMatcher> Matchers { get; init; }

    public required IReadOnlyList<string> GroupBy { get; init; }

    /// <summary><c>group_by: ['...']</c>: every alert is a group of its own.</summary>
    public bool GroupsByAll { get; init; }

    public TimeSpan GroupWait { get; init; }

    public TimeSpan GroupInterval { get; init; }

    public TimeSpan RepeatInterval { get; init; }

    public IReadOnlyList<string> MuteTimeIntervals { get; init; } = [];

    public IReadOnlyList<string> ActiveTimeIntervals { get; init; } = [];

    /// <summary>Whether the routes behind it are asked too where it matches.</summary>
    public bool Continues { get; init; }

    public IReadOnlyList<Route> Routes { get; set; } = [];

    /// <summary>What its groups' keys begin with.</summary>
    public string Key => (Parent is null ? "" : Parent.Key + "/") + MatcherText.Format(Matchers);

    /// <summary>The routes that take an alert, as Alertmanager finds them: the deepest that match; a match ends the search among siblings unless it continues.</summary>
    public IEnumerable<Route> Match(LabelSet labels)
    {
        if (!Matchers.MatchesAll(labels))
        {
            yield break;
        }

        bool isTakenBelow = false;
        foreach (Route child in Routes)
        {
            bool isTaken = false;
            foreach (Route match in child.Match(labels))
            {
                isTaken = true;
                yield return match;
            }

            isTakenBelow |= isTaken;
            if (isTaken && !child.Continues)
            {
                break;
            }
        }

        if (!isTakenBelow)
        {
            yield return this;
        }
    }

    /// <summary>The labels that an alert's group has here.</summary>
    public LabelSet GroupLabels(LabelSet labels) => GroupsByAll ? labels : labels.Keep(GroupBy);

    /// <summary>This route and all below it.</summary>
    public IEnumerable<Route> All() => [this, .. Routes.SelectMany(static route => route.All())];
}
