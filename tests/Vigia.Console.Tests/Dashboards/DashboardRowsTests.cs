using System.Text;
using Vigia.Console.Dashboards.Components;
using Vigia.Console.Dashboards.Layout;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Reading;
using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Dashboards.Variables;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

/// <summary>Rows that a reader opens and closes, and what an address says of variables.</summary>
public sealed class DashboardRowsTests
{
    // Row a is open over two panels, row b hides two of different heights, row c is open.
    private const string Json = """
        {"uid": "r", "title": "R", "panels": [
          {"id": 1, "type": "row", "title": "a", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1}},
          {"id": 2, "type": "stat", "gridPos": {"x": 0, "y": 1, "w": 12, "h": 4}},
          {"id": 3, "type": "stat", "gridPos": {"x": 12, "y": 1, "w": 12, "h": 6}},
          {"id": 4, "type": "row", "title": "b", "collapsed": true, "gridPos": {"x": 0, "y": 7, "w": 24, "h": 1}, "panels": [
            {"id": 5, "type": "stat", "gridPos": {"x": 0, "y": 8, "w": 12, "h": 3}},
            {"id": 6, "type": "stat", "gridPos": {"x": 12, "y": 8, "w": 12, "h": 5}}]},
          {"id": 7, "type": "row", "title": "c", "gridPos": {"x": 0, "y": 8, "w": 24, "h": 1}},
          {"id": 8, "type": "stat", "gridPos": {"x": 0, "y": 9, "w": 12, "h": 4}}]}
        """;

    [Theory]
    [InlineData("", "1:0 2:1 3:1 4:7 7:8 8:9")]
    [InlineData("1", "1:0 4:1 7:2 8:3")]
    [InlineData("4", "1:0 2:1 3:1 4:7 5:8 6:8 7:13 8:14")]
    [InlineData("1 4 7", "1:0 4:1 5:2 6:2 7:7")]
    public void Open_RowsToggled_MovesWhatIsBelow(string toggled, string expected)
    {
        HashSet<string> rows = [.. toggled.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => id + " ")];
        Assert.Equal(expected, Shown(DashboardRows.Open(Placed(Json), rows)));
    }

    // As Ceph's own "Cluster" has them: a gap below the first line, and panels that lie over those before them.
    [Theory]
    [InlineData("0 0 6 3, 6 0 18 3, 0 6 6 6, 6 6 18 6, 0 9 12 9, 12 9 12 9, 0 15 24 4", "1:0 2:0 3:3 4:3 5:9 6:9 7:18")]
    [InlineData("0 0 12 4, 12 0 12 8, 0 4 12 2, 0 20 6 2, 6 20 18 2", "1:0 2:0 3:4 4:6 5:8")]
    [InlineData("0 0 24 2, 0 0 24 2, 0 0 24 2", "1:0 2:2 3:4")]
    public void Place_GapsAndOverlaps_StandOnOneAnother(string places, string expected)
    {
        string panels = string.Join(',', places.Split(", ").Select(static (place, index) =>
        {
            string[] at = place.Split(' ');
            return $$"""{"id": {{index + 1}}, "type": "stat", "gridPos": {"x": {{at[0]}}, "y": {{at[1]}}, "w": {{at[2]}}, "h": {{at[3]}} } }""";
        }));
        Assert.Equal(expected, Shown(Placed($$"""{"uid": "g", "title": "G", "panels": [{{panels}}]}""")));
    }

    [Fact]
    public void Selection_OfAnAddress_KeepsEachValue()
    {
        IReadOnlyDictionary<string, IReadOnlyList<string>> selection = DashboardAddress.Selection("http://localhost/ui/d/x?var-job=a&var-job=b%26c&var-all=All&from=now-1h&var-F=env%7C%3D%7Ca__gfp__b");
        Assert.Equal(["a", "b&c"], selection["job"]);
        Assert.Equal([VariableValue.All], selection["all"]);
        Assert.False(selection.ContainsKey("from"));
        var variable = new DashboardVariable { Name = "F", Kind = VariableKind.Adhoc, Type = "adhoc" };
        AdhocFilter filter = Assert.Single(DashboardAddress.Filters(variable, selection));
        Assert.Equal(new AdhocFilter("env", "=", "a|b"), filter);
        Assert.Equal("env|=|a__gfp__b", DashboardAddress.Text(filter));
    }

    [Fact]
    public void Values_OfAllAndAuto_AreWhatAQuestionTakes()
    {
        var variable = new DashboardVariable { Name = "v", Kind = VariableKind.Interval, Type = "interval" };
        Assert.Equal(["$__auto_interval_v"], DashboardAddress.Values(new ResolvedVariable(variable, [], VariableValue.Of("30s", "auto"))));
        Assert.Equal(["1m"], DashboardAddress.Values(new ResolvedVariable(variable, [], VariableValue.Of("1m"))));
        Assert.Equal([VariableValue.All], DashboardAddress.Values(new ResolvedVariable(variable, [], new VariableValue { Values = ["a", "b"], IsAll = true })));
    }

    private static IReadOnlyList<LayoutItem> Placed(string json) =>
        DashboardLayout.Place(DashboardReader.Read(Encoding.UTF8.GetBytes(json)), new TemplateValues(VariableScope.Empty, new QueryRange(0, 1, 1, 1, TimeZoneInfo.Utc)));

    private static string Shown(IEnumerable<LayoutItem> items) => string.Join(' ', items.Select(static item => FormattableString.Invariant($"{item.Panel.Id}:{item.Position.Y}")));
}
