using System.Text;
using System.Text.Json;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Reading;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

public sealed class DashboardReaderTests
{
    [Fact]
    public void Read_Rows_BecomeAGrid()
    {
        Dashboard dashboard = Read("""
            {"title": "T", "schemaVersion": "14", "rows": [
              {"title": "R", "showTitle": true, "height": "250px", "panels": [{"type": "graph", "span": 6, "id": 3}, {"type": "singlestat", "span": 6}, {"type": "text", "span": 12, "content": "x"}]},
              {"title": "C", "collapse": true, "repeat": "job", "panels": [{"type": "graph", "id": 9}]}]}
            """);

        Assert.Equal(14, dashboard.SchemaVersion);
        Assert.Equal(["row", "timeseries", "stat", "text", "row"], dashboard.Panels.Select(static panel => panel.Type));
        Assert.Equal(new GridPosition(0, 1, 12, 7), dashboard.Panels[1].Position);
        Assert.Equal(new GridPosition(12, 1, 12, 7), dashboard.Panels[2].Position);
        Assert.Equal(new GridPosition(0, 8, 24, 7), dashboard.Panels[3].Position);
        Assert.Equal("job", dashboard.Panels[4].Repeat!.Variable);
        Assert.Equal(9, Assert.Single(dashboard.Panels[4].Panels).Id);
        Assert.Equal(dashboard.AllPanels.Count(), dashboard.AllPanels.Select(static panel => panel.Id).Distinct().Count());
    }

    [Fact]
    public void Read_Graph_BecomesATimeSeries()
    {
        Panel panel = Only("""
            {"type": "graph", "stack": true, "fill": 3, "linewidth": 2, "nullPointMode": "connected", "steppedLine": true,
             "yaxes": [{"format": "Bps", "logBase": 10, "min": "0", "label": "L"}, {"format": "percent"}],
             "legend": {"show": true, "values": true, "max": true, "avg": true, "rightSide": true, "alignAsTable": true},
             "tooltip": {"shared": true, "sort": 2},
             "thresholds": [{"value": 80, "op": "gt", "colorMode": "critical", "fill": true, "line": true}],
             "seriesOverrides": [{"alias": "/err.*/", "yaxis": 2, "color": "#F00"}, {"alias": "b", "bars": true, "transform": "negative-Y"}],
             "aliasColors": {"c": "#123456"}}
            """);

        Assert.Equal(("timeseries", "graph"), (panel.Type, panel.OriginalType));
        Assert.Equal("Bps", panel.Defaults.Unit);
        Assert.Equal(0, panel.Defaults.Number("min"));
        Assert.Equal("normal", panel.Defaults.Custom["stacking"].GetProperty("mode").GetString());
        Assert.Equal(30, panel.Defaults.Custom["fillOpacity"].GetDouble());
        Assert.True(panel.Defaults.Custom["spanNulls"].GetBoolean());
        Assert.Equal("stepAfter", panel.Defaults.Custom["lineInterpolation"].GetString());
        Assert.Equal("line+area", panel.Defaults.Custom["thresholdsStyle"].GetProperty("mode").GetString());
        Assert.Equal("""{"showLegend":true,"displayMode":"table","placement":"right","calcs":["max","mean"]}""", panel.Options.GetProperty("legend").GetRawText());
        Assert.Equal("desc", panel.Options.GetProperty("tooltip").GetProperty("sort").GetString());
        Assert.Equal(["byRegexp", "byName", "byName"], panel.Overrides.Select(static one => one.Matcher.Id));
        Assert.Contains(panel.Overrides[0].Properties, static one => one.Key == "unit" && one.Value.GetString() == "percent");
    }

    [Fact]
    public void Read_Singlestat_BecomesAStatOrGauge()
    {
        Panel stat = Only("""{"type": "singlestat", "format": "s", "valueName": "current", "colorValue": true, "colors": ["green", "orange", "red"], "thresholds": "50,80", "sparkline": {"show": true}, "nullText": "N/A", "mappingType": 1, "valueMaps": [{"op": "=", "value": "1", "text": "Up"}, {"value": "null", "text": "none"}]}""");
        Panel gauge = Only("""{"type": "singlestat", "gauge": {"show": true, "minValue": 0, "maxValue": 5}, "mappingType": 2, "rangeMaps": [{"from": "0", "to": "1", "text": "low"}]}""");

        Assert.Equal("stat", stat.Type);
        Assert.Equal("lastNotNull", stat.Options.GetProperty("reduceOptions").GetProperty("calcs")[0].GetString());
        Assert.Equal("value", stat.Options.GetProperty("colorMode").GetString());
        Assert.Equal(80, stat.Defaults.Standard["thresholds"].GetProperty("steps")[2].GetProperty("value").GetDouble());
        JsonElement mappings = stat.Defaults.Standard["mappings"];
        Assert.Equal("Up", mappings[0].GetProperty("options").GetProperty("1").GetProperty("text").GetString());
        Assert.Equal("special", mappings[1].GetProperty("type").GetString());
        Assert.Equal("gauge", gauge.Type);
        Assert.Equal(5, gauge.Defaults.Number("max"));
        Assert.Equal("range", gauge.Defaults.Standard["mappings"][0].GetProperty("type").GetString());
    }

    [Fact]
    public void Read_OldTableHeatmapPieAndFieldOptions_AreBroughtToNow()
    {
        Panel table = Only("""{"type": "table", "transform": "timeseries_aggregations", "columns": [{"value": "avg"}, {"value": "current"}], "styles": [{"pattern": "Time", "type": "hidden"}, {"pattern": "/V.*/", "type": "number", "unit": "s", "alias": "Val", "colorMode": "cell", "colors": ["a", "b", "c"], "thresholds": ["1", "2"]}]}""");
        Panel heatmap = Only("""{"type": "heatmap", "dataFormat": "tsbuckets", "yAxis": {"format": "s"}, "color": {"mode": "spectrum", "colorScheme": "interpolateBlues"}}""");
        Panel pie = Only("""{"type": "grafana-piechart-panel", "pieType": "donut", "format": "bytes", "valueName": "total"}""");
        Panel gauge = Only("""{"type": "gauge", "options": {"fieldOptions": {"calcs": ["max"], "defaults": {"unit": "percent", "mappings": [{"type": 1, "value": "5", "text": "five"}]}, "overrides": []}}}""");

        Assert.Equal("""["mean","lastNotNull"]""", Assert.Single(table.Transformations).Options.GetProperty("reducers").GetRawText());
        Assert.Equal(["""["Time"]""", """["/V.*/","Time"]"""], table.Overrides.Select(static one => one.Matcher.Options.GetRawText()));
        Assert.False(heatmap.Options.GetProperty("calculate").GetBoolean());
        Assert.Equal("Blues", heatmap.Options.GetProperty("color").GetProperty("scheme").GetString());
        Assert.Equal(("piechart", "sum"), (pie.Type, pie.Options.GetProperty("reduceOptions").GetProperty("calcs")[0].GetString()));
        Assert.Equal("max", gauge.Options.GetProperty("reduceOptions").GetProperty("calcs")[0].GetString());
        Assert.Equal("percent", gauge.Defaults.Unit);
        Assert.Equal("five", gauge.Defaults.Standard["mappings"][0].GetProperty("options").GetProperty("5").GetProperty("text").GetString());
    }

    [Fact]
    public void Read_Resource_IsItsSpec()
    {
        Dashboard dashboard = Read("""{"apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "metadata": {"name": "abc", "annotations": {"grafana.app/folder": "ops"}}, "spec": {"title": "T", "panels": [{"type": "stat"}]}}""");
        Assert.Equal(("abc", "T", "ops"), (dashboard.Uid, dashboard.Title, dashboard.Folder));
        Assert.Throws<DashboardFormatException>(() => Read("""{"apiVersion": "dashboard.grafana.app/v2beta1", "kind": "Dashboard", "spec": {"title": "T", "elements": {}}}"""));
    }

    [Fact]
    public void Read_WrongTypes_AreNoticesAndNotFailures()
    {
        Dashboard dashboard = Read("""
            {"title": ["x"], "uid": "../../etc", "tags": 5, "time": "soon", "templating": {"list": [{"name": 1}, {"type": "query"}, 3, {"name": "q", "query": {"query": "up"}, "refresh": true}]},
             "panels": [{"type": "graph", "id": "7", "title": {}, "targets": "x", "gridPos": {"x": 99, "w": -1, "h": "2"}, "fieldConfig": [], "options": 5, "yaxes": {"a": 1}, "legend": 5, "seriesOverrides": [1], "thresholds": [{}]},
                        {"type": "stat", "id": 7, "fieldConfig": {"defaults": 5, "overrides": [{"matcher": 1, "properties": [{}]}]}, "transformations": [{"id": "x", "options": 3}], "links": [{}]}]}
            """);

        Assert.NotEmpty(dashboard.Notices);
        Assert.Contains(dashboard.Notices, static notice => notice.Where == "title");
        Assert.Equal("Untitled", dashboard.Title);
        Assert.True(DashboardUid.IsValid(dashboard.Uid));
        Assert.Equal([7L, 1L], dashboard.Panels.Select(static panel => panel.Id).OrderDescending());
        Assert.Equal(["1", "q"], dashboard.Variables.Select(static variable => variable.Name));
    }

    [Theory]
    [InlineData("[]", 1)]
    [InlineData("{\n\"title\": \"x\",\n oops}", 3)]
    [InlineData("{\"title\": 1, \"title\": 2}", 1)]
    [InlineData("{\"nothing\": 1}", 0)]
    public void Read_WhatIsNoDashboard_IsRefusedWithItsLine(string json, long line)
    {
        DashboardFormatException refused = Assert.Throws<DashboardFormatException>(() => Read(json));
        Assert.Equal(line, refused.Line);
    }

    [Fact]
    public void Read_PastABound_IsRefused()
    {
        string panels = string.Join(',', Enumerable.Repeat("{}", DashboardReader.MaxPanels + 1));
        Assert.Throws<DashboardFormatException>(() => Read($$"""{"title": "x", "panels": [{{panels}}]}"""));
        Assert.Throws<DashboardFormatException>(() => DashboardReader.Read(new byte[DashboardReader.MaxBytes + 1]));
        string deep = new string('[', DashboardReader.MaxDepth + 1) + new string(']', DashboardReader.MaxDepth + 1);
        Assert.Throws<DashboardFormatException>(() => Read($$"""{"title": "x", "panels": {{deep}}}"""));
    }

    [Fact]
    public void Read_AnythingCutOrChanged_FailsOnlyWithItsOwnException()
    {
        byte[] good = Encoding.UTF8.GetBytes("""{"title":"T","panels":[{"type":"graph","id":1,"yaxes":[{"format":"s"}],"targets":[{"expr":"up","refId":"A"}],"fieldConfig":{"defaults":{"thresholds":{"steps":[{"value":1}]},"mappings":[{"type":1,"value":"1"}]}}}],"templating":{"list":[{"name":"x","type":"custom","query":"a,b"}]}}""");
        string[] values = ["null", "1", "\"x\"", "[]", "{}", "true", "[[]]", "-1e999"];
        for (int at = 0; at < good.Length; at++)
        {
            Attempt(good.AsSpan(0, at).ToArray());
            if (good[at] == ':')
            {
                int end = at + 1;
                for (int depth = 0; end < good.Length && (depth > 0 || good[end] is not ((byte)',' or (byte)'}' or (byte)']')); end++)
                {
                    depth += good[end] is (byte)'{' or (byte)'[' ? 1 : good[end] is (byte)'}' or (byte)']' ? -1 : 0;
                }

                foreach (string value in values)
                {
                    Attempt([.. good.AsSpan(0, at + 1), .. Encoding.UTF8.GetBytes(value), .. good.AsSpan(end)]);
                }
            }
        }

        static void Attempt(byte[] json)
        {
            try
            {
                DashboardReader.Read(json);
            }
            catch (DashboardFormatException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static Dashboard Read(string json) => DashboardReader.Read(Encoding.UTF8.GetBytes(json));

    private static Panel Only(string panel) => Assert.Single(Read($$"""{"title": "T", "panels": [{{panel}}]}""").Panels);
}
