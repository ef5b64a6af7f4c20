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
        IReadOnlyList<LayoutItem> layout = DashboardLayout.Place(DashboardReader.Read(Encoding.UTF8.GetBytes(Json)), new TemplateValues(VariableScope.Empty, new QueryRange(0, 1, 1, 1, TimeZoneInfo.Utc)));
        HashSet<string> rows = [.. toggled.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static id => id + " ")];
        Assert.Equal(expected, string.Join(' ', DashboardRows.Open(layout, rows).Select(static item => FormattableString.Invariant($"{item.Panel.Id}:{item.Position.Y}"))));
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
}
