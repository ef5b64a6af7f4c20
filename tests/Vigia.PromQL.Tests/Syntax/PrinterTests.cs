using System.Text;
using System.Text.Json;
using CsCheck;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Printing;
using Vigia.PromQL.Syntax.Tree;
using Xunit;

namespace Vigia.PromQL.Tests.Syntax;

public sealed class PrinterTests
{
    [Theory]
    [InlineData("sum(rate(x{a='b'}[5m])) by(job)", "sum by (job) (rate(x{a=\"b\"}[5m]))")]
    [InlineData("x  offset  5m@10", "x @ 10.000 offset 5m")]
    [InlineData("a/on(x)group_left(y)b", "a / on (x) group_left (y) b")]
    [InlineData("a/ignoring(x)b", "a / ignoring (x) b")]
    [InlineData("a>bool 1", "a > bool 1")]
    [InlineData("topk(3,x)", "topk(3, x)")]
    [InlineData("{__name__=~'a.*'}", "{__name__=~\"a.*\"}")]
    [InlineData("{'a.b',c='d'}", "{\"a.b\",c=\"d\"}")]
    [InlineData("x[90s:]", "x[1m30s:]")]
    [InlineData("sum without()(x)", "sum without () (x)")]
    [InlineData("a+fill(0)b", "a + fill (0) b")]
    [InlineData("1e100", "10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")]
    public void Print_OfAQuery_HasOneForm(string text, string expected) =>
        Assert.Equal(expected, PromqlPrinter.Print(PromqlParser.Parse(text, PromqlSyntaxOptions.Experimental).Require()));

    [Fact]
    public void PrintPretty_OfALongQuery_BreaksAtOperatorsAndArguments()
    {
        const string Text = "sum by (job) (rate(http_requests_total{code=~\"5..\",handler=\"/api/v1/messages\"}[5m])) / sum by (job) (rate(http_requests_total[5m]))";
        const string Expected = """
              sum by (job) (rate(http_requests_total{code=~"5..",handler="/api/v1/messages"}[5m]))
            /
              sum by (job) (rate(http_requests_total[5m]))
            """;

        Assert.Equal(Expected, PromqlPrinter.PrintPretty(PromqlParser.Parse(Text).Require()));
    }

    [Fact]
    public void Write_OfATree_IsTheJsonOfParseQuery()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            TreeJson.Write(writer, PromqlParser.Parse("rate(x{a=\"b\"}[5m] offset 1m) > 1").Require());
        }

        using JsonDocument json = JsonDocument.Parse(stream.ToArray());
        JsonElement root = json.RootElement;
        Assert.Equal("binaryExpr", root.GetProperty("type").GetString());
        Assert.Equal(">", root.GetProperty("op").GetString());
        JsonElement selector = root.GetProperty("lhs").GetProperty("args")[0];
        Assert.Equal("matrixSelector", selector.GetProperty("type").GetString());
        Assert.Equal(300_000, selector.GetProperty("range").GetInt64());
        Assert.Equal(60_000, selector.GetProperty("offset").GetInt64());
        Assert.Equal("a", selector.GetProperty("matchers")[1].GetProperty("name").GetString());
    }

    [Fact]
    public void Print_OfAnyTree_ReadsBackAsTheSame() => RandomQuery.Text.Sample(text =>
    {
        PromqlParseResult first = PromqlParser.Parse(text, PromqlSyntaxOptions.Experimental);
        Assert.Empty(first.Diagnostics);
        string printed = PromqlPrinter.Print(first.Tree);
        PromqlParseResult second = PromqlParser.Parse(printed, PromqlSyntaxOptions.Experimental);
        Assert.Empty(second.Diagnostics);
        Assert.Equal(printed, PromqlPrinter.Print(second.Tree));
        Assert.Equal(Json(first.Tree), Json(second.Tree));
        Expression pretty = PromqlParser.Parse(PromqlPrinter.PrintPretty(first.Tree), PromqlSyntaxOptions.Experimental).Require();
        Assert.Equal(printed, PromqlPrinter.Print(pretty));
    });

    private static string Json(Expression tree)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            TreeJson.Write(writer, tree);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
