namespace Vigia.Console.Dashboards.Model;

/// <summary>One of <c>__inputs</c>: a name that the file uses as <c>${NAME}</c> and the importer gives a value.</summary>
/// <param name="Name">Such as <c>DS_PROMETHEUS</c>.</param>
/// <param name="Type"><c>datasource</c> or <c>constant</c>.</param>
/// <param name="Label">For the reader.</param>
/// <param name="PluginId">The data source's type.</param>
/// <param name="Value">What it is without an answer.</param>
internal sealed record DashboardInput(string Name, string Type, string Label, string PluginId, string Value);
