namespace Vigia.Console.Resources;

/// <summary>Names the texts of the dashboards page.</summary>
public sealed class DashboardsText;
