using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>Brings one panel to current terms, in place. The type that the file names is kept in <c>originalType</c>.</summary>
internal static class PanelMigration
{
    /// <summary>Where the type that the file names is kept meanwhile.</summary>
    public const string OriginalType = "originalType";

    public static void Apply(JsonObject panel)
    {
        string type = panel.Text("type") ?? "";
        panel[OriginalType] = type;
        switch (type)
        {
            case "graph":
                GraphMigration.Apply(panel);
                break;
            case "singlestat" or "grafana-singlestat-panel":
                SinglestatMigration.Apply(panel);
                break;
            case "table-old":
            case "table" when panel.Has("styles") && !panel.Has("fieldConfig"):
                TableMigration.Apply(panel);
                break;
            case "grafana-piechart-panel":
                PiechartMigration.Apply(panel);
                break;
            case "heatmap" or "heatmap-new" when panel.Has("dataFormat") || panel.Has("cards"):
                HeatmapMigration.Apply(panel);
                break;
            case "heatmap-new":
                panel["type"] = "heatmap";
                break;
            case "text" or "text2":
                ApplyText(panel);
                break;
            default:
                break;
        }

        FieldOptionsMigration.Apply(panel);
        LegendMigration.Apply(panel);
        MappingMigration.Apply(panel);
    }

    private static void ApplyText(JsonObject panel)
    {
        panel["type"] = "text";
        JsonObject options = panel.Ensure("options");
        options.SetAbsent("mode", panel.Copy("mode"));
        options.SetAbsent("content", panel.Copy("content"));
        if (options.Text("mode") is not ("html" or "code"))
        {
            options["mode"] = "markdown";
        }
    }
}
