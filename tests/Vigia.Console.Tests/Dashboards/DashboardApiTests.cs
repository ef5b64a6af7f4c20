using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Console.Dashboards.Library;
using Vigia.Model.Labels;
using Vigia.Server.Access.Audit;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

public sealed class DashboardApiTests
{
    [Fact]
    public async Task Query_Series_AreFramesWithNamesConfigAndGaps()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        server.Add(LabelSet.Of(("__name__", "m"), ("job", "a")), static i => i < 100 ? i : double.NaN);
        server.Add(LabelSet.Of(("__name__", "m"), ("job", "b")), static _ => double.PositiveInfinity, minutes: 1);
        JsonNode answer = await server.PanelAsync("""
            {"type": "graph", "title": "T", "targets": [{"expr": "m or (m{job=\"a\"} > bool 5 and m < 3)", "legendFormat": "is {{job}}", "refId": "Q"}],
             "fieldConfig": {"defaults": {"unit": "s", "thresholds": {"steps": [{"value": null, "color": "green"}, {"value": 80, "color": "semi-dark-red"}]}},
                             "overrides": [{"matcher": {"id": "byRegexp", "options": "/IS a/i"}, "properties": [{"id": "unit", "value": "bytes"}, {"id": "custom.lineWidth", "value": 7}, {"id": "displayName", "value": "${__field.labels.job}!"}]}]}}
            """);

        Assert.Equal("timeseries", (string?)answer["panel"]!["type"]);
        Assert.Equal(15_000, (int)answer["step"]!);
        JsonArray frames = answer["frames"]!.AsArray();
        Assert.Equal(2, frames.Count);
        JsonNode a = frames[0]!["fields"]![1]!;
        Assert.Equal(("a!", "bytes", 7), ((string)a["displayName"]!, (string)a["config"]!["unit"]!, (int)a["config"]!["custom"]!["lineWidth"]!));
        Assert.Equal("NaN", (string?)a["values"]![240]);
        Assert.Equal(0, (int)a["values"]![0]!);
        JsonNode b = frames[1]!["fields"]![1]!;
        Assert.Equal(("is b", "s"), ((string)b["displayName"]!, (string)b["config"]!["unit"]!));
        Assert.Equal("Infinity", (string?)b["values"]![0]);
        Assert.Equal("""[{"value":null,"color":"--ok"},{"value":80,"color":"#e02f44"}]""", b["config"]!["thresholds"]!["steps"]!.ToJsonString());
        Assert.All(frames[0]!["fields"]![0]!["values"]!.AsArray(), static time => Assert.Equal(0, (long)time! % 15_000));
    }

    [Theory]
    [InlineData("""{"type": "geomap", "targets": [{"expr": "up"}]}""", "panel-type", "geomap")]
    [InlineData("""{"type": "timeseries", "datasource": "loki", "targets": [{"expr": "{}"}]}""", "data-source", "loki")]
    [InlineData("""{"type": "timeseries", "datasource": {"type": "elasticsearch", "uid": "x"}, "targets": [{"expr": "up"}]}""", "data-source", "elasticsearch")]
    [InlineData("""{"type": "stat", "targets": [{"datasource": {"type": "__expr__", "uid": "__expr__"}, "type": "math", "expression": "$A"}]}""", "expression", null)]
    [InlineData("""{"type": "stat", "datasource": {"uid": "grafana"}, "targets": [{"queryType": "randomWalk"}]}""", "data-source", "grafana")]
    [InlineData("""{"type": "stat", "libraryPanel": {"uid": "u", "name": "Shared"}}""", "library-panel", "Shared")]
    [InlineData("""{"type": "stat", "targets": [{"expr": ""}]}""", "no-query", null)]
    [InlineData("""{"type": "stat", "datasource": {"uid": "-- Dashboard --"}, "targets": [{"panelId": 99}]}""", "source-panel", "99")]
    public async Task Query_WhatIsNotSupported_IsASentence(string definition, string code, string? argument)
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        JsonNode answer = await server.PanelAsync(definition);
        Assert.Equal(code, (string?)answer["unsupported"]!["code"]);
        Assert.Equal(argument, (string?)answer["unsupported"]!["arguments"]!.AsArray().FirstOrDefault());
    }

    [Fact]
    public async Task Query_BadExpressionAndUnknownTransformation_AreNotices()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        JsonNode answer = await server.PanelAsync("""{"type": "stat", "targets": [{"expr": "up{", "refId": "A"}, {"expr": "vector(1)", "refId": "B"}], "transformations": [{"id": "spatial"}]}""");
        Assert.Single(answer["frames"]!.AsArray());
        JsonNode[] notices = [.. answer["notices"]!.AsArray().Select(static notice => notice!)];
        Assert.Contains(notices, static notice => (string?)notice["severity"] == "error" && (string?)notice["refId"] == "A" && ((string)notice["text"]!).Contains("parse error", StringComparison.Ordinal));
        Assert.Contains(notices, static notice => ((string)notice["text"]!).Contains("spatial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Query_HeatmapTableAndMixedTargets_HaveTheirShapes()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        foreach ((string bound, int count) in new[] { ("0.1", 1), ("1", 3), ("+Inf", 4) })
        {
            server.Add(LabelSet.Of(("__name__", "h_bucket"), ("le", bound)), _ => count);
        }

        JsonNode heatmap = await server.PanelAsync("""{"type": "heatmap", "targets": [{"expr": "h_bucket", "format": "heatmap", "refId": "A"}]}""");
        JsonArray fields = heatmap["frames"]![0]!["fields"]!.AsArray();
        Assert.Equal(["Time", "0.1", "1", "+Inf"], fields.Select(static field => (string)field!["displayName"]!));
        Assert.Equal([1, 2, 1], fields.Skip(1).Select(static field => (int)field!["values"]![0]!));
        JsonNode table = await server.PanelAsync("""{"type": "table", "targets": [{"expr": "h_bucket", "format": "table", "instant": true, "refId": "A"}, {"expr": "h_bucket * 2", "format": "table", "instant": true, "refId": "B"}], "transformations": [{"id": "merge"}, {"id": "organize", "options": {"excludeByName": {"Time": true, "__name__": true}, "renameByName": {"Value #B": "Twice"}}}, {"id": "sortBy", "options": {"sort": [{"field": "Twice", "desc": true}]}}]}""");
        JsonNode only = Assert.Single(table["frames"]!.AsArray())!;
        Assert.Equal(["le", "Value #A", "Twice"], only["fields"]!.AsArray().Select(static field => (string)field!["displayName"]!));
        Assert.Equal("[8,6,2]", only["fields"]![2]!["values"]!.ToJsonString());
    }

    [Fact]
    public async Task Query_StylesOfAnOldTable_TheFirstThatMatchesHasItsWay()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        server.Add(LabelSet.Of(("__name__", "slow_ops"), ("daemon", "osd.1"), ("host (x)", "h"), ("job", "ceph")), static _ => 3);
        JsonNode table = await server.PanelAsync("""
            {"type": "table", "transform": "table", "targets": [{"expr": "slow_ops", "format": "table", "instant": true, "refId": "A"}],
             "styles": [{"pattern": "daemon", "alias": "OSD", "type": "string"}, {"pattern": "host (x)", "alias": "Host", "type": "string"}, {"pattern": "Val.*", "alias": "Slow", "type": "number", "decimals": 2}, {"pattern": "/.*/", "type": "hidden"}]}
            """);
        Assert.Equal(
            ["Host", "OSD", "Slow", "Time hidden", "__name__ hidden", "job hidden"],
            table["frames"]![0]!["fields"]!.AsArray().Select(static field => (string?)field!["displayName"] + ((bool?)field["config"]?["custom"]?["hidden"] is true ? " hidden" : "")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Variables_Chained_AreResolvedInOrderAndRepeatPanels()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        foreach ((string job, string instance) in new[] { ("a", "h1:9"), ("a", "h2:9"), ("b", "h3:9") })
        {
            server.Add(LabelSet.Of(("__name__", "up"), ("job", job), ("instance", instance)), static _ => 1);
        }

        await server.ImportAsync("""
            {"uid": "vars", "title": "V $job", "panels": [
               {"id": 1, "type": "row", "title": "Row $job", "repeat": "job", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1}},
               {"id": 2, "type": "stat", "title": "I $instance of $job", "repeat": "instance", "maxPerRow": 2, "gridPos": {"x": 0, "y": 1, "w": 24, "h": 4}, "targets": [{"expr": "up{job=\"$job\", instance=~\"$instance.*\"}"}]}],
             "templating": {"list": [
               {"name": "instance", "type": "query", "query": {"query": "label_values(up{job=~\"$job\"}, instance)", "refId": "x"}, "regex": "/(?<text>h\\d+):.*|(?<value>x)/", "multi": true, "includeAll": true, "sort": 2, "refresh": 2},
               {"name": "job", "type": "query", "query": "label_values(up, job)", "current": {"value": ["gone"]}, "multi": true},
               {"name": "c", "type": "custom", "query": "x, Text : value", "current": {"value": "value"}},
               {"name": "i", "type": "interval", "query": "1m,5m", "auto": true, "auto_count": 10, "auto_min": "10s", "current": {"value": "$__auto_interval_i"}},
               {"name": "t", "type": "textbox", "query": "typed"}, {"name": "ds", "type": "datasource", "query": "loki"}]}}
            """);
        JsonNode answer = await server.AnswerAsync("ui/api/dashboards/variables", """{"dashboard": "vars", "from": "now-1h", "to": "now"}""");
        JsonArray variables = answer["variables"]!.AsArray();
        Assert.Equal(["$__all", "h2", "h1"], variables[0]!["options"]!.AsArray().Select(static one => (string)one!["value"]!));
        Assert.Equal("a", (string?)variables[1]!["value"]![0]);
        Assert.Equal("value", (string?)variables[2]!["value"]![0]);
        Assert.Equal("5m", (string?)variables[3]!["value"]![0]);
        Assert.Equal("typed", (string?)variables[4]!["value"]![0]);
        Assert.Contains("loki", (string?)variables[5]!["notice"], StringComparison.Ordinal);
        Assert.Equal(["Row a", "I h2 of a", "I h1 of a"], answer["layout"]!.AsArray().Select(static item => (string)item!["title"]!));
        Assert.Equal([0, 12], answer["layout"]!.AsArray().Skip(1).Select(static item => (int)item!["x"]!));

        JsonNode panel = await server.AnswerAsync("ui/api/panels/query", """{"dashboard": "vars", "panel": 2, "repeat": {"job": ["a"], "instance": ["h1"]}, "from": "now-1h", "to": "now", "variables": {"job": ["a"], "instance": ["$__all"]}}""");
        Assert.Equal("I h1 of a", (string?)panel["panel"]!["title"]);
        Assert.Equal("h1:9", (string?)Assert.Single(panel["frames"]!.AsArray())!["fields"]![1]!["labels"]!["instance"]);
    }

    [Fact]
    public async Task Adhoc_Filters_AreOnEverySelector()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        server.Add(LabelSet.Of(("__name__", "x"), ("job", "a")), static _ => 1);
        server.Add(LabelSet.Of(("__name__", "x"), ("job", "b")), static _ => 1);
        JsonNode answer = await server.PanelAsync("""{"type": "timeseries", "targets": [{"expr": "x or x{} or (x{job!=\"\"} offset 1m)"}]}""", """, "adhoc": [{"key": "job", "operator": "=", "value": "b"}]""");
        Assert.Equal("b", (string?)Assert.Single(answer["frames"]!.AsArray())!["fields"]![1]!["labels"]!["job"]);
    }

    [Fact]
    public async Task Library_SaveRestoreDelete_KeepsHistoryAndProvisioned()
    {
        await using DashboardServer server = await DashboardServer.StartAsync(new() { ["Monitor:Dashboards:KeepVersions"] = "2" });
        Directory.CreateDirectory(server.Provisioned);
        string file = Path.Combine(server.Provisioned, "p.json");
        await File.WriteAllTextAsync(file, """{"uid": "p", "title": "Shipped"}""");
        await File.WriteAllTextAsync(Path.Combine(server.Provisioned, "bad.json"), "{\n\"title\": oops}");
        server.Library.LookAtProvisioned();
        RefusedFile refused = Assert.Single(server.Library.Refused);
        Assert.Equal(2, refused.Line);
        foreach (string title in new[] { "One", "Two", "Three", "Four" })
        {
            await server.ImportAsync($$"""{"uid": "p", "title": "{{title}}"}""");
        }

        JsonArray versions = JsonNode.Parse(await server.Client.GetStringAsync("ui/api/dashboards/p/versions"))!.AsArray();
        Assert.Equal([3, 2], versions.Select(static one => (int)one!["version"]!));
        Assert.Equal("Two", (string?)(await server.AnswerAsync("ui/api/dashboards/p/restore", """{"version": 2}"""))["title"]);
        Assert.Equal("""{"uid": "p", "title": "Two"}""", await server.Client.GetStringAsync("ui/api/dashboards/p"));

        // A bad change of a provisioned file leaves the last good one.
        await File.WriteAllTextAsync(file, "{");
        server.Library.LookAtProvisioned();
        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.DeleteAsync("ui/api/dashboards/p")).StatusCode);
        JsonNode listed = Assert.Single(JsonNode.Parse(await server.Client.GetStringAsync("ui/api/dashboards"))!.AsArray())!;
        Assert.Equal(("Shipped", true), ((string)listed["title"]!, (bool)listed["provisioned"]!));
        Assert.Equal(HttpStatusCode.Conflict, (await server.Client.DeleteAsync("ui/api/dashboards/p")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("ui/api/dashboards/none")).StatusCode);
        Assert.Equal("Shipped", server.Library.Find("p")!.Dashboard.Title);
        Assert.Equal(
            ["dashboard.deleted", "dashboard.restored", "dashboard.saved", "dashboard.saved", "dashboard.saved", "dashboard.saved"],
            server.Services.GetRequiredService<IAuditTrail>().List(new AuditQuery { Target = "p" }).Entries.Select(static entry => entry.Action));
    }

    [Fact]
    public async Task Import_InputsFormsAndBadFiles_AreAnswered()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        await server.ImportAsync("""{"__inputs": [{"name": "DS_P", "type": "datasource", "pluginId": "prometheus"}, {"name": "VAR_X", "type": "constant", "value": "7"}], "uid": "i", "title": "I", "panels": [{"id": 1, "type": "stat", "datasource": "${DS_P}", "targets": [{"expr": "vector(${VAR_X})"}]}]}""");
        JsonNode answer = await server.AnswerAsync("ui/api/panels/query", """{"dashboard": "i", "panel": 1, "from": "now-1h", "to": "now"}""");
        Assert.Equal(7, (int)answer["frames"]![0]!["fields"]![1]!["values"]![0]!);

        using HttpResponseMessage bad = await server.PostAsync("ui/api/dashboards", "{\n\"title\": \"x\",\n}}");
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Contains("line 3", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage form = await server.Client.PostAsync("ui/api/dashboards", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        using HttpResponseMessage unknown = await server.PostAsync("ui/api/panels/query", """{"dashboard": "i", "panel": 5, "from": "now-1h", "to": "now"}""");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using HttpResponseMessage time = await server.PostAsync("ui/api/panels/query", """{"dashboard": "i", "panel": 1, "from": "soon", "to": "now"}""");
        Assert.Equal(HttpStatusCode.BadRequest, time.StatusCode);
    }

    [Fact]
    public async Task Query_ManyViewers_CostOneEvaluation()
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => server.PanelAsync("""{"type": "timeseries", "targets": [{"expr": "vector(42)"}]}""")));
        Assert.Equal(1, server.Queries.Count);
    }
}
