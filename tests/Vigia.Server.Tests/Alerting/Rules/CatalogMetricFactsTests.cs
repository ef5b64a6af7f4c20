using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Reading;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules;

/// <summary>The lint with a store to ask.</summary>
public sealed class CatalogMetricFactsTests
{
    private static readonly LintOptions Options = new() { Facts = new CatalogMetricFacts(new Catalog(), 0, 1000, CancellationToken.None) };

    private static IReadOnlyList<LintFinding> Examine(string query) => RuleLint.Examine(
        RuleFileReader.Stable.Read($"groups:\n- name: g\n  rules:\n  - alert: A\n    expr: '{query}'\n    annotations: {{s: '{{{{ $labels.job }}}}'}}\n", "r.yml").Groups, Options);

    [Theory]
    [InlineData("histogram_quantile(0.9, rate(wait_seconds_bucket[5m])) > 2.5", "never-true", "at most 2.5, the highest finite bucket of wait_seconds")]
    [InlineData("rate(level[5m]) > 1", "counter-function", "level is a gauge")]
    [InlineData("sum by (job, zone) (level) > 1", "missing-label", "by (zone): no series of level has the label zone")]
    [InlineData("nothing > 1", "unknown-metric", "there is no series named nothing")]
    public void Examine_WhatTheStoreContradicts_IsFound(string query, string code, string expected)
    {
        LintFinding finding = Assert.Single(Examine(query));
        Assert.Equal(code, finding.Code);
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("histogram_quantile(0.9, rate(wait_seconds_bucket[5m])) > 2")]
    [InlineData("sum by (job, instance) (level) > 1")]
    [InlineData("absent(nothing)")]
    public void Examine_WhatTheStoreBears_IsNot(string query) => Assert.Empty(Examine(query));

    [Fact]
    public void Type_TargetsThatDisagree_IsNotKnown() => Assert.Null(Options.Facts.Type("torn"));

    /// <summary>Three metrics; two targets disagree over the type of one.</summary>
    private sealed class Catalog : IMetricCatalog
    {
        public long? OldestTime => null;

        private static readonly LabelSet[] All =
        [
            LabelSet.Of(("__name__", "wait_seconds_bucket"), ("job", "a"), ("le", "0.5")),
            LabelSet.Of(("__name__", "wait_seconds_bucket"), ("job", "a"), ("le", "2.5")),
            LabelSet.Of(("__name__", "wait_seconds_bucket"), ("job", "a"), ("le", "+Inf")),
            LabelSet.Of(("__name__", "level"), ("job", "a"), ("instance", "1")),
            LabelSet.Of(("__name__", "torn"), ("job", "a")),
        ];

        public IReadOnlyList<string> LabelNames(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            [.. Find(selectors).SelectMany(static series => series.Select(static label => label.Name)).Distinct().Order(StringComparer.Ordinal).Take(limit)];

        public IReadOnlyList<string> LabelValues(string name, IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            [.. Find(selectors).Select(series => series[name]).Where(static value => value.Length > 0).Distinct().Order(StringComparer.Ordinal).Take(limit)];

        public IReadOnlyList<LabelSet> Series(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            [.. Find(selectors)];

        public IReadOnlyList<SeriesExemplars> Exemplars(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, CancellationToken cancellationToken) => [];

        public IReadOnlyDictionary<string, IReadOnlyList<MetricMetadata>> Metadata(string? metric, int limit, int limitPerMetric) => metric switch
        {
            "level" => new Dictionary<string, IReadOnlyList<MetricMetadata>> { ["level"] = [new MetricMetadata(MetricType.Gauge, "", "")] },
            "torn" => new Dictionary<string, IReadOnlyList<MetricMetadata>> { ["torn"] = [new MetricMetadata(MetricType.Gauge, "", ""), new MetricMetadata(MetricType.Counter, "", "")] },
            _ => new Dictionary<string, IReadOnlyList<MetricMetadata>>(),
        };

        private static IEnumerable<LabelSet> Find(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors) =>
            All.Where(series => selectors.Any(matchers => matchers.All(matcher => matcher.Matches(series[matcher.Name]))));
    }
}
