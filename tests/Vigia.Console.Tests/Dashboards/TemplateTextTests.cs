using Vigia.Console.Dashboards.Templating;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

public sealed class TemplateTextTests
{
    private static readonly QueryRange Range = new(1_767_225_600_000, 1_767_247_200_000, 15_000, 60_000, TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo"));

    private static readonly TemplateValues Values = new(
        VariableScope.Of(
        [
            KeyValuePair.Create("one", VariableValue.Of("a.b")),
            KeyValuePair.Create("multi", new VariableValue { Values = ["a.b", "c"], Texts = ["A", "C"], IsMulti = true }),
            KeyValuePair.Create("single", new VariableValue { Values = ["a.b"], Texts = ["A"], IsMulti = true }),
            KeyValuePair.Create("all", new VariableValue { Values = ["x", "y"], Texts = ["x", "y"], IsAll = true, AllValue = ".+", IsMulti = true }),
            KeyValuePair.Create("every", new VariableValue { Values = ["x", "y"], Texts = ["x", "y"], IsAll = true, IsMulti = true }),
            KeyValuePair.Create("quoted", VariableValue.Of("it's \"q\" \\ x")),
        ]),
        Range)
    { Dashboard = ("Title", "uid") };

    [Theory]
    [InlineData("up{job=\"$one\"}", "up{job=\"a.b\"}")]
    [InlineData("up{job=~\"$multi\"}", "up{job=~\"(a\\\\.b|c)\"}")]
    [InlineData("up{job=~\"$single\"}", "up{job=~\"a\\\\.b\"}")]
    [InlineData("up{job=~\"[[multi]]\"}", "up{job=~\"(a\\\\.b|c)\"}")]
    [InlineData("up{job=~\"$all\"}", "up{job=~\".+\"}")]
    [InlineData("up{job=~\"$every\"}", "up{job=~\"(x|y)\"}")]
    [InlineData("up{job=~\"${multi:regex}\"}", "up{job=~\"(a\\\\.b|c)\"}")]
    [InlineData("up{job=~\"${multi:pipe}\"}", "up{job=~\"a.b|c\"}")]
    [InlineData("up{job=\"$quoted\"}", "up{job=\"it's \\\"q\\\" \\\\ x\"}")]
    [InlineData("up{job='$quoted'}", "up{job='it\\'s \"q\" \\\\ x'}")]
    [InlineData("rate(x[$__rate_interval]) + y[$__interval]", "rate(x[1m]) + y[15s]")]
    [InlineData("$single + $unknown", "a.b + $unknown")]
    [InlineData("x{a=\"\\\"\", b=\"$one\"}", "x{a=\"\\\"\", b=\"a.b\"}")]
    public void ExpandQuery_Variables_AreEscapedForTheirPlace(string query, string expected) =>
        Assert.Equal(expected, TemplateText.ExpandQuery(query, Values));

    [Theory]
    [InlineData("${multi}", "{a.b,c}")]
    [InlineData("${one}", "a.b")]
    [InlineData("${multi:csv}", "a.b,c")]
    [InlineData("${multi:raw}", "a.b,c")]
    [InlineData("${multi:json}", "[\"a.b\",\"c\"]")]
    [InlineData("${multi:doublequote}", "\"a.b\",\"c\"")]
    [InlineData("${multi:singlequote}", "'a.b','c'")]
    [InlineData("${multi:sqlstring}", "'a.b','c'")]
    [InlineData("${multi:glob}", "{a.b,c}")]
    [InlineData("${multi:text}", "A + C")]
    [InlineData("${multi:percentencode}", "%7Ba.b%2Cc%7D")]
    [InlineData("${multi:queryparam}", "var-multi=a.b&var-multi=c")]
    [InlineData("${every:queryparam}", "var-every=%24__all")]
    [InlineData("${every:text}", "All")]
    [InlineData("${multi:lucene}", "(\"a.b\" OR \"c\")")]
    [InlineData("${multi:distributed}", "a.b,multi=c")]
    [InlineData("${multi:join:;}", "a.b;c")]
    [InlineData("[[multi:pipe]]", "a.b|c")]
    [InlineData("${multi.text}", "A + C")]
    [InlineData("$__range $__range_s $__range_ms", "21600s 21600 21600000")]
    [InlineData("$__interval_ms ${__rate_interval_ms}", "15000 60000")]
    [InlineData("$__from ${__to}", "1767225600000 1767247200000")]
    [InlineData("${__from:date}", "2026-01-01T00:00:00.000Z")]
    [InlineData("${__from:date:seconds}", "1767225600")]
    [InlineData("${__from:date:YYYY-MM-DD HH:mm}", "2025-12-31 21:00")]
    [InlineData("${__dashboard} ${__dashboard.uid}", "Title uid")]
    [InlineData("costs 5$ and $$", "costs 5$ and $$")]
    [InlineData("${unclosed", "${unclosed")]
    public void Expand_Formats_AreGrafanas(string text, string expected) => Assert.Equal(expected, TemplateText.Expand(text, Values));

    [Fact]
    public void Expand_MoreThanTheBound_IsRefused()
    {
        var values = new TemplateValues(VariableScope.Empty.With("big", VariableValue.Of(new string('x', 600_000))), Range);
        Assert.Throws<TemplateException>(() => TemplateText.Expand("$big $big", values));
    }
}
