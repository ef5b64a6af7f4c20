using Vigia.Model.Labels;

namespace Vigia.Server.Notifications.Matching;

/// <summary>Alertmanager's order of matchers: by name, then value, then kind. Group keys depend on it.</summary>
internal sealed class MatcherOrder : IComparer<LabelMatcher>
{
    public static readonly MatcherOrder Instance = new();

    public int Compare(LabelMatcher? x, LabelMatcher? y)
    {
        int order = string.CompareOrdinal(x!.Name, y!.Name);
        order = order == 0 ? string.CompareOrdinal(x.Value, y.Value) : order;
        return order == 0 ? Rank(x.Kind).CompareTo(Rank(y.Kind)) : order;
    }

    private static int Rank(MatchKind kind) => kind switch { MatchKind.Equal => 0, MatchKind.NotEqual => 1, MatchKind.Regex => 2, _ => 3 };
}
