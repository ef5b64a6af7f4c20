using Vigia.Console.Dashboards.Model;

namespace Vigia.Console.Dashboards.Layout;

/// <summary>A panel or row at its place, one for each value that it is repeated by.</summary>
internal sealed record LayoutItem
{
    public required Panel Panel { get; init; }

    public required GridPosition Position { get; init; }

    /// <summary>The variables that this copy is for, each with its one value.</summary>
    public IReadOnlyDictionary<string, string> Repeat { get; init; } = new Dictionary<string, string>();

    /// <summary>The title with variables filled in.</summary>
    public string Title { get; init; } = "";

    /// <summary>The panels that a collapsed row shows when it is opened, their places counted from below the row.</summary>
    public IReadOnlyList<LayoutItem> Items { get; init; } = [];
}
