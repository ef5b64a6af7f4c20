using System.Collections.Frozen;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>The panel types that are drawn, and the options each has where a file says nothing.</summary>
internal static class PanelTypes
{
    private const string Reduce = """{"calcs":["lastNotNull"],"fields":"","values":false}""";
    private const string Legend = """{"showLegend":true,"displayMode":"list","placement":"bottom","calcs":[]}""";
    private const string Tooltip = """{"mode":"single","sort":"none"}""";

    private static readonly FrozenDictionary<string, (string Name, string Json)[]> Defaults = new Dictionary<string, (string, string)[]>(StringComparer.Ordinal)
    {
        ["timeseries"] = [("legend", Legend), ("tooltip", Tooltip)],
        ["stat"] = [("reduceOptions", Reduce), ("colorMode", "\"value\""), ("graphMode", "\"area\""), ("textMode", "\"auto\""), ("orientation", "\"auto\""), ("justifyMode", "\"auto\"")],
        ["gauge"] = [("reduceOptions", Reduce), ("orientation", "\"auto\""), ("showThresholdLabels", "false"), ("showThresholdMarkers", "true")],
        ["bargauge"] = [("reduceOptions", Reduce), ("orientation", "\"auto\""), ("displayMode", "\"gradient\"")],
        ["table"] = [("showHeader", "true")],
        ["piechart"] = [("reduceOptions", Reduce), ("pieType", "\"pie\""), ("legend", Legend), ("tooltip", Tooltip), ("displayLabels", "[]")],
        ["heatmap"] = [("calculate", "false"), ("tooltip", Tooltip)],
        ["text"] = [("mode", "\"markdown\""), ("content", "\"\"")],
        ["barchart"] = [("legend", Legend), ("tooltip", Tooltip), ("orientation", "\"auto\""), ("showValue", "\"auto\""), ("stacking", "\"none\"")],
        ["histogram"] = [("legend", Legend), ("tooltip", Tooltip)],
        ["state-timeline"] = [("legend", Legend), ("tooltip", Tooltip), ("mergeValues", "true"), ("showValue", "\"auto\""), ("rowHeight", "0.9")],
        ["status-history"] = [("legend", Legend), ("tooltip", Tooltip), ("showValue", "\"auto\""), ("rowHeight", "0.9"), ("colWidth", "0.9")],
        ["row"] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The types in order.</summary>
    public static IEnumerable<string> Drawn => Defaults.Keys.Where(static type => type != "row").Order(StringComparer.Ordinal);

    public static bool IsDrawn(string type) => Defaults.ContainsKey(type);

    /// <summary>Names of options and their JSON.</summary>
    public static IReadOnlyList<(string Name, string Json)> OptionsOf(string type) => Defaults.GetValueOrDefault(type, []);

    /// <summary>Grafana's default way to colour a field.</summary>
    public static string ColorModeOf(string type) => type is "stat" or "gauge" or "bargauge" or "table" or "state-timeline" or "status-history" ? "thresholds" : "palette-classic";
}
