using System.Collections.Frozen;

namespace Vigia.PromQL.Syntax.Text;

/// <summary>Words with a meaning of their own, in any case of letters.</summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> All = FrozenSet.ToFrozenSet(
        ["and", "or", "unless", "atan2", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "offset", "anchored",
         "smoothed", "fill", "fill_left", "fill_right", "start", "end", "step", "range"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Modifiers = FrozenSet.ToFrozenSet(
        ["bool", "on", "ignoring", "group_left", "group_right"], StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => All;

    public static bool IsKeyword(string word) => All.Contains(word);

    /// <summary>Whether it stands behind operators alone: a metric with such a name must be put in quotes. Every other keyword may be a metric's name.</summary>
    public static bool IsModifier(string word) => Modifiers.Contains(word);
}
