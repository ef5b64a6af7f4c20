using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Dashboards.Variables;

namespace Vigia.Console.Dashboards.Layout;

/// <summary>A dashboard as one reader sees it: the variables' values, and the panels that they make.</summary>
/// <param name="Variables">All variables with their choices.</param>
/// <param name="Layout">Panels and rows at their places, from the top.</param>
/// <param name="Range">The time range.</param>
/// <param name="Values">What variables in texts stand for.</param>
internal sealed record DashboardScreen(IReadOnlyList<ResolvedVariable> Variables, IReadOnlyList<LayoutItem> Layout, QueryRange Range, TemplateValues Values);
