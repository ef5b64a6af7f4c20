using System.Globalization;
using Vigia.Server.Alerting.Rules.Drafting;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules.Drafting;

/// <summary>What is drawn for a rule's query.</summary>
public sealed class RuleGraphTests
{
    [Theory]
    [InlineData("queue_size > 1000", "queue_size ^1000")]
    [InlineData("1000 < queue_size", "queue_size ^1000")]
    [InlineData("(free / total) <= 5 / 100", "free / total _0.05")]
    [InlineData("sum by (job) (rate(a[5m])) > bool 2", "sum by (job) (rate(a[5m])) ^2")]
    [InlineData("a > 1 and on (job) b < 2", "a ^1; b _2")]
    [InlineData("a > 1 unless b", "a ^1")]
    [InlineData("a > 1 or a > 1", "a ^1")]
    [InlineData("a > b", "a; b")]
    [InlineData("1 < a < 5", "a ^1; a _5")]
    [InlineData("vector(1)", "vector(1)")]
    [InlineData("a or b or c or d or e", "a; b; c; d")]
    [InlineData("sum(", "")]
    public void Of_Query_IsWhatItComparesWithItsBounds(string query, string curves) =>
        Assert.Equal(curves, string.Join("; ", RuleGraph.Of(query).Select(static curve =>
            curve.Query + (curve.Bound is { } bound ? (curve.IsUpper ? " ^" : " _") + bound.ToString(CultureInfo.InvariantCulture) : ""))));
}
