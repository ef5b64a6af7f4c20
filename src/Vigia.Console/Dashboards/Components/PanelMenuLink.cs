namespace Vigia.Console.Dashboards.Components;

/// <summary>A link in a panel's menu.</summary>
internal sealed record PanelMenuLink(string Label, string Href);
