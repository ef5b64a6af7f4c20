using System.Text.Json.Nodes;

namespace Vigia.Console.Overviews;

/// <summary>One chart of the overview.</summary>
/// <param name="Name">The key of its heading.</param>
/// <param name="Width">Its class in the grid of 24 columns.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="Link">The key of the link's text.</param>
/// <param name="Kind"><c>chart</c>, or <c>health</c> for the list of dependencies.</param>
/// <param name="Definition">A Grafana panel.</param>
internal sealed record OverviewPanel(string Name, string Width, string Address, string Link, string Kind, JsonObject Definition)
{
    public static readonly IReadOnlyList<OverviewPanel> All =
    [
        new("MessagesByProtocol", "w16", "/ui/d/integracao-mensagens", "OpenDashboard", "chart", Lines(
            "suffix:/s", isStacked: true, null, ("sum by (protocol) (rate(messages_processed_total[$__rate_interval]))", "{{protocol}}"))),
        new("Dependencies", "w8", "/ui/health", "OpenHealth", "health", Instant(
            ("status", "health_check_status"), ("latency", "health_check_duration_seconds"), ("up", "up"),
            ("module", """avg_over_time(up{job="integracao"}[$__range])"""), ("memory", """process_resident_memory_bytes{job="vigia"}"""))),
        new("RequestLatency", "w8", "/ui/d/integracao-visao-geral", "OpenExplore", "chart", Lines(
            "s", isStacked: false, 1, (Quantile("0.5"), "p50"), (Quantile("0.95"), "p95"), (Quantile("0.99"), "p99"))),
        new("Errors", "w8", "/ui/d/integracao-mensagens", "OpenDashboard", "chart", Lines(
            "suffix:/s", isStacked: true, null, ("sum by (type) (rate(errors_total[$__rate_interval])) > 0", "{{type}}"))),
    ];

    /// <summary>Whether the chart is one of the lower ones.</summary>
    public bool IsShort => Width == "w8";

    /// <summary>What all figures ask for, in one panel: each query's refId is the figure's name and what it is for.</summary>
    public static JsonObject Figures()
    {
        var targets = new JsonArray();
        foreach (OverviewFigure figure in OverviewFigure.All)
        {
            targets.Add(Target(figure.Name + ":now", figure.Expression.Replace("$offset", "", StringComparison.Ordinal), isInstant: false));
            if (figure.Detail is { } detail)
            {
                targets.Add(Target(figure.Name + ":detail", detail, isInstant: true));
            }
            else
            {
                targets.Add(Target(figure.Name + ":week", figure.Expression.Replace("$offset", " offset 7d", StringComparison.Ordinal), isInstant: true));
            }

            if (figure.Second is { } second)
            {
                targets.Add(Target(figure.Name + ":second", second, isInstant: true));
            }
        }

        return new JsonObject { ["id"] = 1, ["type"] = "timeseries", ["targets"] = targets };
    }

    private static string Quantile(string quantile) =>
        $$"""histogram_quantile({{quantile}}, sum by (le) (rate(request_latency_seconds_bucket{endpoint!~"/metrics|/health.*|unmatched"}[$__rate_interval])))""";

    private static JsonObject Lines(string unit, bool isStacked, double? threshold, params (string Expression, string Legend)[] queries)
    {
        var custom = new JsonObject { ["lineWidth"] = 1.6, ["fillOpacity"] = isStacked ? 18 : 0, ["stacking"] = new JsonObject { ["mode"] = isStacked ? "normal" : "none", ["group"] = "A" } };
        var defaults = new JsonObject { ["unit"] = unit, ["min"] = 0, ["custom"] = custom };
        if (threshold is { } limit)
        {
            custom["thresholdsStyle"] = new JsonObject { ["mode"] = "dashed" };
            defaults["thresholds"] = new JsonObject
            {
                ["mode"] = "absolute",
                ["steps"] = new JsonArray(new JsonObject { ["color"] = "green", ["value"] = null }, new JsonObject { ["color"] = "red", ["value"] = limit }),
            };
        }

        return new JsonObject
        {
            ["id"] = 1,
            ["type"] = "timeseries",
            ["fieldConfig"] = new JsonObject { ["defaults"] = defaults, ["overrides"] = new JsonArray() },
            ["options"] = new JsonObject
            {
                ["legend"] = new JsonObject { ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = true },
                ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
            },
            ["targets"] = new JsonArray([.. queries.Select((query, index) => Target(((char)('A' + index)).ToString(), query.Expression, isInstant: false, query.Legend))]),
        };
    }

    private static JsonObject Instant(params (string Name, string Expression)[] queries) => new()
    {
        ["id"] = 1,
        ["type"] = "stat",
        ["targets"] = new JsonArray([.. queries.Select(query => Target(query.Name, query.Expression, isInstant: true))]),
    };

    private static JsonObject Target(string name, string expression, bool isInstant, string? legend = null)
    {
        var target = new JsonObject { ["refId"] = name, ["expr"] = expression, ["instant"] = isInstant, ["range"] = !isInstant };
        if (legend is not null)
        {
            target["legendFormat"] = legend;
        }

        return target;
    }
}
