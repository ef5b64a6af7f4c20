using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>
/// Brings a classic dashboard of any version to current terms, in place: rows to a grid, panel types that Grafana has given up to those that followed them.
/// It looks at what the file holds rather than at its <c>schemaVersion</c>, which generated dashboards often state wrongly.
/// </summary>
internal static class DashboardMigration
{
    public static void Apply(JsonObject dashboard)
    {
        if (dashboard["rows"] is JsonArray { Count: > 0 } && dashboard["panels"] is not JsonArray { Count: > 0 })
        {
            RowMigration.Apply(dashboard);
        }

        foreach (JsonObject panel in dashboard.Items("panels"))
        {
            PanelMigration.Apply(panel);
            foreach (JsonObject inner in panel.Items("panels"))
            {
                PanelMigration.Apply(inner);
            }
        }
    }
}
