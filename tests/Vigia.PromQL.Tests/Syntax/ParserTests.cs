using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;
using Xunit;

namespace Vigia.PromQL.Tests.Syntax;

public sealed class ParserTests
{
    [Theory]
    [InlineData("", "1:1: parse error: no expression found in input")]
    [InlineData("1 +", "1:4: parse error: unexpected end of input")]
    [InlineData("sum(", "1:5: parse error: unclosed left parenthesis")]
    [InlineData("foo{a", "1:6: parse error: unexpected end of input inside braces")]
    [InlineData("foo[5m", "1:7: parse error: unclosed left bracket")]
    [InlineData("sum()", "1:1: parse error: no arguments for aggregate expression provided")]
    [InlineData("topk(a)", "1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1")]
    [InlineData("foo{a=b}", "1:7: parse error: unexpected identifier \"b\" in label matching, expected string")]
    [InlineData("foo bar", "1:5: parse error: unexpected identifier \"bar\"")]
    [InlineData("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("{a=~\".*\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher")]
    [InlineData("foo{__name__=\"bar\"}", "1:5: parse error: metric name must not be set twice: \"foo\" or \"bar\"")]
    [InlineData("rate(foo)", "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector")]
    [InlineData("nope(1)", "1:1: parse error: unknown function with name \"nope\"")]
    [InlineData("abs(1, 2)", "1:1: parse error: expected 1 argument(s) in call to \"abs\", got 2")]
    [InlineData("1 == 2", "1:3: parse error: comparisons between scalars must use BOOL modifier")]
    [InlineData("1 and 2", "1:3: parse error: set operator \"and\" not allowed in binary scalar expression")]
    [InlineData("a + bool b", "1:5: parse error: bool modifier can only be used on comparison operators")]
    [InlineData("a and on(x) group_left() b", "1:13: parse error: no grouping allowed for \"and\" operation")]
    [InlineData("a * on(x) group_left(x) b", "1:11: parse error: label \"x\" must not occur in ON and GROUP clause at once")]
    [InlineData("foo[5m] + 1", "1:1: parse error: binary expression must contain only scalar and instant vector types")]
    [InlineData("foo[0s]", "1:5: parse error: duration must be greater than 0")]
    [InlineData("(foo)[5m]", "1:6: parse error: ranges only allowed for vector selectors")]
    [InlineData("foo offset 5m offset 3m", "1:15: parse error: offset may not be set multiple times")]
    [InlineData("foo @ 1 @ 2", "1:9: parse error: @ <timestamp> may not be set multiple times")]
    [InlineData("5m1h", "1:1: parse error: bad number or duration syntax: \"5m1h\"")]
    [InlineData("\"abc", "1:1: parse error: unterminated quoted string")]
    [InlineData("limitk(1, a)", "1:1: parse error: limitk() is experimental and must be enabled")]
    [InlineData("foo{__name__=~\"bar.*\"}", "1:5: parse error: metric name must not be set twice: \"foo\" or \"bar.*\"")]
    [InlineData("up + on", "1:6: parse error: unexpected <on>")]
    [InlineData("a == bool group_left", "1:11: parse error: unexpected <group_left>")]
    [InlineData("a * ignoring", "1:5: parse error: unexpected <ignoring>")]
    [InlineData("BOOL", "1:1: parse error: unexpected <BOOL>")]
    [InlineData("sum by (without) (a)", "1:9: parse error: unexpected <without> in grouping opts, expected label")]
    [InlineData("sum by (nan) (a)", "1:9: parse error: unexpected number \"nan\" in grouping opts, expected label")]
    [InlineData("a and b or", "1:11: parse error: unexpected end of input")]
    [InlineData("a @ 5m", "1:5: parse error: unexpected duration \"5m\" in @, expected timestamp")]
    [InlineData("a @ - -5", "1:7: parse error: unexpected <op:-> in @, expected timestamp")]
    [InlineData("a @ -end()", "1:6: parse error: unexpected <end> in @, expected timestamp")]
    [InlineData("1_", "1:1: parse error: bad number or duration syntax: \"1_\"")]
    [InlineData("1__0", "1:1: parse error: bad number or duration syntax: \"1__0\"")]
    [InlineData("foo\n  + $", "2:5: parse error: unexpected character: '$'")]
    [InlineData("a{b=~\"(\"}", "1:6: parse error: error parsing regexp: missing closing ): `(`")]
    public void Parse_OfAWrongText_SaysWhatAndWhere(string text, string expected)
    {
        PromqlParseResult result = PromqlParser.Parse(text);

        Assert.Equal(expected, result.Diagnostics[0].Format(text));
    }

    [Fact]
    public void Parse_OfSeveralErrors_TellsThemAllAndKeepsTheRest()
    {
        PromqlParseResult result = PromqlParser.Parse("sum by (job) (rate(foo{a=}[5m])) / nope(bar) + ");

        Assert.Equal(3, result.Diagnostics.Count);
        var sum = Assert.IsType<BinaryExpression>(result.Tree);
        var division = Assert.IsType<BinaryExpression>(sum.Left);
        Assert.Equal(["job"], Assert.IsType<AggregateExpression>(division.Left).Grouping);
        Assert.IsType<ErrorExpression>(sum.Right);
    }

    [Fact]
    public void Parse_OfAQuery_GivesEveryNodeItsPlace()
    {
        const string Text = "sum(rate(foo[5m])) > 1";
        var comparison = Assert.IsType<BinaryExpression>(PromqlParser.Parse(Text).Tree);
        var sum = Assert.IsType<AggregateExpression>(comparison.Left);
        var rate = Assert.IsType<CallExpression>(sum.Inner);

        Assert.Equal((0, Text.Length), (comparison.Span.Start, comparison.Span.End));
        Assert.Equal("sum(rate(foo[5m]))", Text[sum.Span.Start..sum.Span.End]);
        Assert.Equal("rate(foo[5m])", Text[rate.Span.Start..rate.Span.End]);
        Assert.Equal("foo[5m]", Text[rate.Arguments[0].Span.Start..rate.Arguments[0].Span.End]);
        Assert.Equal(">", Text[comparison.OperatorSpan.Start..comparison.OperatorSpan.End]);
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("by")]
    [InlineData("offset")]
    [InlineData("fill + on(fill) fill(0) fill")]
    [InlineData("a:b:c")]
    [InlineData("{\"weird.metric\", \"weird label\"=\"x\"}")]
    [InlineData("sum by (\"a.b\", on) (x)")]
    [InlineData("foo # a comment\n+ bar")]
    [InlineData("x[1h:]")]
    [InlineData("x[1h:5m] @ start() offset -1d")]
    [InlineData("and and or unless UNLESS")]
    [InlineData("or{a=\"b\"} + max_over_time(unless[5m:1m])")]
    [InlineData("sum by (bool, on, and, atan2, group_left) (a)")]
    [InlineData("a @ -5 + a @ +5")]
    [InlineData("0x_1F + 1_0.5_1")]
    [InlineData("0x1F + 1_000 + 1e3 + .5 + 5m + Inf")]
    public void Parse_OfWhatIsAllowed_FindsNothingWrong(string text) =>
        Assert.Empty(PromqlParser.Parse(text, PromqlSyntaxOptions.Experimental).Diagnostics);

    [Fact]
    public void Parse_OfManyLevels_RefusesInsteadOfOverflowing()
    {
        Assert.Contains("nested deeper", PromqlParser.Parse(new string('(', 100_000)).Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains(
            "nested deeper", PromqlParser.Parse("1" + string.Concat(Enumerable.Repeat("+1", 10_000))).Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains(
            "nested deeper", PromqlParser.Parse("x[1" + string.Concat(Enumerable.Repeat("+1", 10_000)) + "]").Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfManyLevelsOfDurations_RefusesInsteadOfOverflowing()
    {
        string signs = "x offset " + new string('-', 100_001) + "5m";
        Assert.Equal("x offset -5m", PromQL.Syntax.Printing.PromqlPrinter.Print(PromqlParser.Parse(signs).Require()));

        // Each level alone is short enough; all together are not.
        string chain = string.Concat(Enumerable.Repeat("+1", 300));
        string nested = "x[" + new string('(', 300) + "1" + string.Concat(Enumerable.Repeat(chain + ")", 300)) + "]";
        Assert.Contains("nested deeper", PromqlParser.Parse(nested).Diagnostics[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfManyRegularExpressions_RefusesTheOneTooManyAtItsPlace()
    {
        static string Query(int different) => "up{" + string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"a=~\"x.+{i % different}.*y\"")) + "}";
        Assert.False(PromqlParser.Parse(Query(100)).HasErrors);
        PromqlDiagnostic found = PromqlParser.Parse(Query(101)).Diagnostics[0];
        Assert.Contains("more than 100 different expressions", found.Message, StringComparison.Ordinal);
        Assert.Equal(Query(101).IndexOf("\"x.+100.*y\"", StringComparison.Ordinal), found.Span.Start);
    }

    [Theory]
    [InlineData("-2^2", "-2 ^ 2", -4)]
    [InlineData("2^3^2", "2 ^ 3 ^ 2", 512)]
    [InlineData("1+2*3", "1 + 2 * 3", 7)]
    [InlineData("10-2-3", "10 - 2 - 3", 5)]
    [InlineData("7%4*2", "7 % 4 * 2", 6)]
    public void Parse_OfOperators_BindsAsTheLanguageSays(string text, string printed, double value)
    {
        Expression tree = PromqlParser.Parse(text).Tree;

        Assert.Equal(printed, PromQL.Syntax.Printing.PromqlPrinter.Print(tree));
        Assert.Equal(value, Compute(tree));
    }

    private static double Compute(Expression expression) => expression switch
    {
        NumberLiteral number => number.Value,
        UnaryExpression unary => -Compute(unary.Inner),
        BinaryExpression binary => PromQL.Engine.Binary.ScalarOperation.Calculate(binary.Operator, Compute(binary.Left), Compute(binary.Right)),
        _ => double.NaN,
    };
}
