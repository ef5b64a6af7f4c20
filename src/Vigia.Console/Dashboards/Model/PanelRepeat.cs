namespace Vigia.Console.Dashboards.Model;

/// <summary>A panel or row that stands once for each selected value of a variable.</summary>
/// <param name="Variable">The variable's name.</param>
/// <param name="IsVertical">Below each other; beside each other otherwise.</param>
/// <param name="MaxPerRow">At most so many beside each other.</param>
internal sealed record PanelRepeat(string Variable, bool IsVertical, int MaxPerRow);
