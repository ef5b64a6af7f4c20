using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Metrics;
using Vigia.Server.Alerting.Rules;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules;

public sealed class RuleLintTests
{
    private static IReadOnlyList<LintFinding> Examine(string query, string rest = "", LintOptions? options = null)
    {
        string text = $"groups:\n- name: g\n  interval: 1m\n  rules:\n  - alert: A\n    expr: '{query.Replace("'", "''", StringComparison.Ordinal)}'\n{rest}";
        return RuleLint.Examine(RuleFileReader.Stable.Read(text, "r.yml").Groups, options ?? LintOptions.Default);
    }

    [Theory]
    [InlineData("histogram_quantile(0.95, rate(request_latency_seconds_bucket[5m])) > 1", "histogram_quantile() answers at most 1, the highest finite bucket of request_latency_seconds")]
    [InlineData("1 < histogram_quantile(0.95, sum by (le) (rate(request_latency_seconds_bucket[5m])))", "answers at most 1")]
    [InlineData("histogram_quantile(0.5, rate(message_processing_seconds_bucket[5m])) * 1000 > 5000", "the left side is from 0 to 5000")]
    [InlineData("histogram_quantile(0.5, rate(message_processing_seconds_bucket[5m])) >= 5.5", "highest finite bucket of message_processing_seconds; compare with at most 5")]
    [InlineData("up > 1", "up is 0 or 1")]
    [InlineData("up == 2", "up is 0 or 1")]
    [InlineData("rate(errors_total[5m]) < 0", "rate() answers at least 0")]
    [InlineData("sum(rate(errors_total[5m])) < 0", "the left side is never below 0")]
    [InlineData("hour() > 24", "hour() answers from 0 to 23")]
    [InlineData("count(up) < 1", "count answers at least 1, or no series")]
    [InlineData("count(up) == 0", "count answers at least 1, or no series")]
    [InlineData("avg_over_time(up[5m]) > 1", "up is 0 or 1")]
    [InlineData("clamp_max(queue_size, 10) > 10", "clamp_max() bounds it")]
    [InlineData("queue_size > 5 and up > 1", "up > 1 cannot hold")]
    [InlineData("absent(up) == 0", "absent() answers 1")]
    public void Examine_ImpossibleComparison_SaysWhy(string query, string expected)
    {
        LintFinding finding = Assert.Single(Examine(query), static finding => finding.Code == "never-true");
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("histogram_quantile(0.95, rate(request_latency_seconds_bucket[5m])) > 0.5")]
    [InlineData("histogram_quantile(0.95, rate(request_latency_seconds_bucket[5m])) >= 1")]
    [InlineData("histogram_quantile(0.95, sum by (le, job) (rate(other_seconds_bucket[5m]))) > 100")]
    [InlineData("up == 0")]
    [InlineData("up != 1")]
    [InlineData("sum(up) > 3")]
    [InlineData("sum(rate(errors_total[5m])) / sum(rate(messages_processed_total[5m])) > 0.1")]
    [InlineData("rate(errors_total[5m]) > 0.1")]
    [InlineData("rate(errors_total[5m]) == 0")]
    [InlineData("queue_size > 1000")]
    [InlineData("delta(queue_size[5m]) < -100")]
    [InlineData("(queue_size - queue_size offset 5m) < 0")]
    [InlineData("1 - avg(up) > 0.5")]
    [InlineData("time() - process_start_time_seconds < 60")]
    [InlineData("predict_linear(node_filesystem_avail_bytes[1h], 4 * 3600) < 0")]
    [InlineData("count(up == 0) > 2")]
    [InlineData("absent(up)")]
    [InlineData("sum by (job) (rate(http_requests_total{code=~\"5..\"}[5m])) > 0.5")]
    [InlineData("increase(dead_letters_moved_total[1h]) > 0")]
    [InlineData("vector(1)")]
    [InlineData("hour() >= 8 and hour() < 18")]
    [InlineData("connection_errors_total > 0")]
    [InlineData("rate(job:errors:sum[5m]) > 1")]
    [InlineData("rate(request_size_bytes_sum[5m]) / rate(request_size_bytes_count[5m]) > 100")]
    [InlineData("max_over_time(queue_size[10m]) > bool 5 == 1")]
    [InlineData("ALERTS{alertstate=\"firing\"} == 1")]
    public void Examine_SoundQueries_SaysNothing(string query) => Assert.Empty(Examine(query));

    [Theory]
    [InlineData("rate(queue_size[5m]) > 1", "counter-function", "queue_size is a gauge")]
    [InlineData("rate(pool_connections[5m]) > 1", "counter-function", "looks like a gauge")]
    [InlineData("increase(logins[5m]) > 1", "counter-function", "does not end in _total")]
    [InlineData("delta(errors_total[5m]) > 1", "counter-function", "errors_total is a counter")]
    [InlineData("errors_total > 100", "raw-counter", "compares the counter errors_total itself")]
    [InlineData("sum(http_requests_total) > 100", "raw-counter", "compares the counter http_requests_total itself")]
    [InlineData("histogram_quantile(0.9, sum(rate(a_bucket[5m]))) > 1", "quantile", "needs the label le of a_bucket")]
    [InlineData("histogram_quantile(0.9, sum by (job) (rate(a_bucket[5m]))) > 1", "quantile", "needs the label le")]
    [InlineData("histogram_quantile(0.9, sum without (le) (rate(a_bucket[5m]))) > 1", "quantile", "needs the label le")]
    [InlineData("histogram_quantile(95, rate(a_bucket[5m])) > 1", "quantile", "write 0.95")]
    [InlineData("sum by (job) (sum by (instance) (up)) > 1", "missing-label", "by (job): no series of sum by (instance) (up) has the label job")]
    [InlineData("sum by (a) (up) > on (b) sum by (b) (up)", "missing-label", "on (b): only one side has the label b")]
    [InlineData("queue_size > bool 1000", "always-fires", "leave out bool")]
    [InlineData("up{job=\"a|b\"} == 0", "literal-regex", "write =~")]
    [InlineData("up{job!=\"node.*\"} == 0", "literal-regex", "write !~")]
    public void Examine_Trap_IsFound(string query, string code, string expected)
    {
        LintFinding finding = Assert.Single(Examine(query));
        Assert.Equal(code, finding.Code);
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
        Assert.Equal(6, finding.Line);
    }

    [Theory]
    [InlineData("up == 0", "    for: 10s", "short-for", "for: 10s is shorter than the interval of 1m")]
    [InlineData("up == 0", "    labels: {v: '{{ $value }}'}\n    for: 5m", "value-in-label", "the label v holds the value: whenever that changes the alert is another one and \"for\" begins anew")]
    [InlineData("sum by (job) (up) == 0", "    annotations: {s: '{{ $labels.instance }} of {{ $labels.job }}'}", "missing-label", "s: $labels.instance is always empty")]
    [InlineData("sum(up) == 0", "    annotations: {s: '{{ with .Labels.job }}{{ . }}{{ end }}'}", "missing-label", "$labels.job is always empty")]
    [InlineData("sum without (instance) (up) == 0", "    annotations: {s: '{{ index $labels \"instance\" }}'}", "missing-label", "$labels.instance is always empty")]
    [InlineData("up == 0", "    annotations: {s: '{{ $.labels.job }}'}", "template-field", "s: there is no field .labels: the text will be an error; did you mean .Labels?")]
    [InlineData("sum by (job) (up) == 0", "    labels: {job: x}", "label-clash", "the rule's label job overwrites the one that the query groups by")]
    [InlineData("2 < sum by (job, severity) (up) / 2", "    labels: {severity: x}", "label-clash", "the rule's label severity overwrites")]
    [InlineData("rate(errors_total[5m]) > 0.05", "    annotations: {d: 'more than 5% errors'}", "rate-as-share", "reads like a share of 5%: it means one event in 20 s")]
    public void Examine_TrapInTheRule_IsFound(string query, string rest, string code, string expected)
    {
        LintFinding finding = Assert.Single(Examine(query, rest));
        Assert.Equal(code, finding.Code);
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up == 0", "    labels: {severity: '{{ if gt $value 0.5 }}high{{ else }}low{{ end }}'}")]
    [InlineData("sum by (job) (up) == 0", "    annotations: {s: '{{ $labels.job }}{{ range query \"up\" }}{{ .Labels.instance }}{{ end }}'}")]
    [InlineData("a * on (job) group_left (version) b > 1", "    annotations: {s: '{{ $labels.version }}'}")]
    [InlineData("label_replace(sum(up), \"host\", \"x\", \"\", \"\") > 1", "    annotations: {s: '{{ $labels.host }}'}")]
    [InlineData("sum by (job) (up) == 0", "    labels: {job: 'the {{ $labels.job }}', team: x}")]
    [InlineData("sum without (job) (up) == 0", "    labels: {job: x}")]
    [InlineData("up > 1", "    annotations: {vigia_lint_off: 'never-true'}")]
    [InlineData("rate(errors_total[5m]) > 0.05", "    annotations: {d: 'more than one error in 20 s'}")]
    public void Examine_SoundRules_SaysNothing(string query, string rest) => Assert.Empty(Examine(query, rest));

    [Fact]
    public void Examine_RangeOfOneScrape_IsFoundWhereTheIntervalIsKnown()
    {
        Assert.Empty(Examine("rate(errors_total[15s]) > 1"));
        LintFinding finding = Assert.Single(Examine("rate(errors_total[15s]) > 1", options: new LintOptions { ScrapeInterval = TimeSpan.FromSeconds(15) }));
        Assert.Equal("short-range", finding.Code);
    }

    [Fact]
    public void Examine_Duplicates_AreFoundInEveryGroup()
    {
        RuleFile file = RuleFileReader.Stable.Read(
            """
            groups:
            - name: base
              rules:
              - {record: a, expr: up}
              - {record: a, expr: up, labels: {x: y}}
              - {record: a, expr: up}
            - name: other
              rules:
              - {record: a, expr: up}
            """,
            "r.yml");
        IReadOnlyList<LintFinding> findings = RuleLint.Examine(file.Groups, LintOptions.Default);
        Assert.Equal([6, 9], findings.Select(static finding => finding.Line));
        Assert.All(findings, static finding => Assert.Contains("as the rule of line 4", finding.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Examine_TheGuidesRules_NamesBothThatCannotMeanWhatTheySay()
    {
        string path = Repository.File("config", "rules", "integracao.yml");
        RuleFileReport report = Assert.Single(await RuleFileExamination.RunAsync([path], "", RuleFileReader.Stable, LintOptions.Default, TestContext.Current.CancellationToken));
        Assert.Empty(report.Issues);
        Assert.Equal(3, report.RuleCount);
        Assert.Equal([("HighErrorRate", "rate-as-share"), ("HighLatency", "never-true")], report.Findings.Select(static finding => (finding.Rule, finding.Code)));
    }

    /// <summary>The table of the module's metrics follows the instruments themselves.</summary>
    [Fact]
    public async Task Facts_OfTheModule_AreThoseOfItsInstruments()
    {
        var registry = new MetricRegistry();
        var service = new ServiceMetrics(registry);
        service.RequestLatency.WithLabels("x");
        service.MessageSize.WithLabels("x");
        using var stream = new MemoryStream();
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await registry.WriteAsync(writer, ExpositionFormat.PrometheusText, TestContext.Current.CancellationToken);
        await writer.CompleteAsync();
        string[] lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n');

        foreach ((string family, MetricType type) in ModuleMetricFacts.Families)
        {
            Assert.Contains($"# TYPE {family} {type.ToString().ToLowerInvariant()}", lines);
        }

        string[] histograms = [.. lines.Where(static line => line.EndsWith(" histogram", StringComparison.Ordinal)).Select(static line => line.Split(' ')[2])];
        Assert.NotEmpty(histograms);
        foreach (string histogram in histograms)
        {
            string[] bounds = [.. lines.Where(line => line.StartsWith(histogram + "_bucket{", StringComparison.Ordinal)).Select(static line => line.Split("le=\"")[1].Split('"')[0])];
            Assert.Equal(bounds[..^1].Select(static bound => double.Parse(bound, CultureInfo.InvariantCulture)), ModuleMetricFacts.Instance.Buckets(histogram));
        }
    }
}
