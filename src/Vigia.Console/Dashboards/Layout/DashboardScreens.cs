using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Dashboards.Variables;

namespace Vigia.Console.Dashboards.Layout;

/// <summary>Finds what a reader's choices make of a dashboard. Thread-safe.</summary>
internal sealed class DashboardScreens(VariableResolver variables, TimeProvider time)
{
    /// <exception cref="PanelRequestException">The range is none.</exception>
    public async Task<DashboardScreen> ReadAsync(Dashboard dashboard, PanelRequest request, CancellationToken cancellationToken)
    {
        QueryRange range = RequestRange.Of(request, dashboard, time);
        IReadOnlyList<ResolvedVariable> resolved = await variables.ResolveAsync(dashboard, request.Variables, range, needsOptions: true, cancellationToken);
        var values = new TemplateValues(VariableResolver.Scope(dashboard, resolved), range) { Dashboard = (dashboard.Title, dashboard.Uid) };
        return new DashboardScreen(resolved, DashboardLayout.Place(dashboard, values), range, values);
    }
}
