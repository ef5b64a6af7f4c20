using Vigia.Console.Explore;
using Vigia.PromQL.Syntax;
using Xunit;

namespace Vigia.Console.Tests.Explore;

public sealed class QueryMacrosTests
{
    [Theory]
    [InlineData("rate(a[$__rate_interval])")]
    [InlineData("sum(increase(a[${__range}])) / $__range_s")]
    [InlineData("a[$__interval] offset 5m")]
    public void Blank_OfAQueryWithMacros_LeavesOneThatParsesAtTheSamePlaces(string query)
    {
        string blank = QueryMacros.Blank(query);

        Assert.Equal(query.Length, blank.Length);
        PromqlParseResult parsed = PromqlParser.Parse(query.Contains("offset", StringComparison.Ordinal) ? $"count_over_time({blank})" : blank);
        Assert.Empty(parsed.Diagnostics);
    }

    [Fact]
    public void Blank_OfAnError_KeepsItsPlace()
    {
        PromqlParseResult parsed = PromqlParser.Parse(QueryMacros.Blank("rate(a[$__rate_interval]) +"));

        Assert.Equal(27, parsed.Diagnostics[0].Span.Start);
    }
}
