using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>Legends once were hidden by their mode, and stood <c>top</c> or <c>under</c>; they now have a switch and two places.</summary>
internal static class LegendMigration
{
    public static void Apply(JsonObject panel)
    {
        if (panel.Object("options").Object("legend") is not { } legend)
        {
            return;
        }

        bool isHidden = legend.Text("displayMode") == "hidden" || legend.Flag("isVisible", absent: true) is false;
        if (isHidden)
        {
            legend["displayMode"] = "list";
            legend["showLegend"] = false;
        }

        legend.SetAbsent("showLegend", JsonValue.Create(true));
        if (legend.Text("placement") is not ("bottom" or "right"))
        {
            legend["placement"] = "bottom";
        }
    }
}
