using Vigia.Console.Components;

namespace Vigia.Console.Explore;

/// <summary>One row of Explore.</summary>
internal sealed class ExploreQuery(int index)
{
    /// <summary>The most rows.</summary>
    public const int Max = 10;

    public int Index { get; } = index;

    /// <summary>Its letter, A for the first.</summary>
    public string Name { get; } = ((char)('A' + (index % 26))).ToString();

    public string Text { get; set; } = "";

    public bool IsHidden { get; set; }

    public QueryEditor? Editor { get; set; }
}
