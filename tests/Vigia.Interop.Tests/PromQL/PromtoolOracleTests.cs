using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Vigia.Testing;
using Xunit;

namespace Vigia.Interop.Tests.PromQL;

/// <summary>
/// The same queries over the same series by <c>promtool test rules</c>. Where Prometheus 2.42 and 3 differ nothing is asked: no sample stands on
/// a window's edge, counters have no gaps and are older than any window.
/// </summary>
public sealed partial class PromtoolOracleTests
{
    private const int Interval = 15;
    private static readonly int[] Times = [307, 601, 907];
    private static readonly string[] Bounds = ["0.1", "1", "5", "+Inf"];
    private static readonly string[] Counters = ["rate", "increase", "irate", "resets", "sum_over_time", "avg_over_time"];

    private static readonly string[] Gauges =
    [
        "delta", "idelta", "sum_over_time", "avg_over_time", "min_over_time", "max_over_time", "count_over_time", "stddev_over_time",
        "stdvar_over_time", "last_over_time", "present_over_time", "changes", "resets", "deriv",
    ];

    private static readonly string[] Others =
    [
        "topk(2, g)", "bottomk by (job) (1, c_total)", "quantile(0.3, g)", "quantile by (job) (0.9, g)", "count_values(\"v\", meta)",
        "g > 10", "g >= bool 10", "10 < g", "-g", "g % 7", "g ^ 2", "2 ^ (g / 50)", "g atan2 c_total", "g / on(inst) c_total",
        "g * on(job) group_left(team) meta", "meta * on(job) group_right() c_total", "c_total and on(inst) (g > 0)", "c_total or g",
        "g unless on(job, inst) (c_total > 100)", "g == g", "g != g", "histogram_quantile(0.9, h_bucket)",
        "histogram_quantile(0.5, sum by (le) (rate(h_bucket[3m])))", "histogram_quantile(0.99, rate(h_bucket[4m]))", "abs(g)", "ceil(g)",
        "floor(g)", "exp(g / 10)", "ln(abs(g))", "log2(abs(g))", "log10(abs(g))", "sqrt(abs(g))", "round(g)", "round(g, 5)", "sgn(g)",
        "clamp(g, -10, 10)", "clamp_min(g, 3)", "clamp_max(g, 3)", "sin(g)", "tan(g)", "atan(g)", "sinh(g / 20)", "rad(g)", "deg(g)",
        "timestamp(g)", "timestamp(g + 0)", "scalar(meta{team=\"a\"})", "vector(time())", "absent(g)", "absent(nope{a=\"b\"})",
        "absent_over_time(g{inst=\"0\"}[15s])", "label_replace(g, \"x\", \"$1-$2\", \"zone\", \"(z)(.)\")",
        "label_join(g, \"x\", \"/\", \"job\", \"zone\")", "predict_linear(g[5m], 600)", "quantile_over_time(0.7, g[4m])", "hour()",
        "minute(c_total * 100000)", "month(vector(1e9))", "year(vector(-1e9))", "day_of_week(c_total * 1e6)", "days_in_month(c_total * 1e6)",
        "day_of_year(c_total * 1e6)", "sum_over_time(g[2m] @ 307)", "sum(c_total) / count(c_total)", "-1 ^ 2", "2 % -3", "(g > 0) * 2 or vector(3)",
        "sum(rate(c_total[2m])) by (job) / ignoring(team) group_left meta * 0 + 1", "count(g) by (zone) > 1", "g * 0 == bool 0",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Evaluate_OfManyQueries_AgreesWithPrometheus(int seed)
    {
        List<(string Series, string Values)> series = Series(new Random(seed));
        string[] queries = [.. Queries()];
        using var folder = new TemporaryDirectory();
        string file = Path.Combine(folder.Path, "oracle.yml");
        await File.WriteAllTextAsync(file, RuleTest(series, queries), TestContext.Current.CancellationToken);
        ExternalResult run = await ExternalProcess.RunAsync("promtool", ["test", "rules", file], cancellationToken: TestContext.Current.CancellationToken);
        Dictionary<(string Query, int Time), Dictionary<string, double>> expected = Answers(run.Output + run.Error);
        Assert.Equal(queries.Length * Times.Length, expected.Count);

        var source = new MemoryMetricSource();
        foreach ((string labels, string values) in series)
        {
            source.Add(SeriesNotation.ParseSeries(labels), SeriesNotation.ParseValues(values), 0, Interval * 1000);
        }

        using var engine = new PromqlEngine(source);
        var wrong = new List<string>();
        foreach (((string query, int time), Dictionary<string, double> prometheus) in expected)
        {
            QueryAnswer answer = await engine.EvaluateAsync(query, time * 1000L, new QueryOptions(), TestContext.Current.CancellationToken);
            Dictionary<string, double> ours = answer.Value is ScalarValue scalar
                ? new() { ["{}"] = scalar.Value }
                : ((VectorValue)answer.Value).Samples.ToDictionary(static sample => sample.Labels.ToString(), static sample => sample.Value);
            if (ours.Count != prometheus.Count || !ours.All(own => prometheus.TryGetValue(own.Key, out double other) && AreClose(own.Value, other)))
            {
                wrong.Add($"{query} at {time}: ours {Text(ours)}, Prometheus {Text(prometheus)}");
            }
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Queries()
    {
        foreach (string function in Counters)
        {
            yield return $"{function}(c_total[2m])";
            yield return $"sum by (job) ({function}(c_total[3m]))";
        }

        foreach (string function in Gauges)
        {
            yield return $"{function}(g[5m])";
            yield return $"{function}(g[1m15s] offset 2m)";
            yield return $"{function}(abs(g)[4m:20s])";
        }

        foreach (string aggregation in (string[])["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"])
        {
            yield return $"{aggregation}(g)";
            yield return $"{aggregation} by (job) (g)";
            yield return $"{aggregation} without (inst) (c_total)";
        }

        foreach (string query in Others)
        {
            yield return query;
        }
    }

    private static List<(string Series, string Values)> Series(Random random)
    {
        var series = new List<(string, string)>();
        for (int i = 0; i < 6; i++)
        {
            double total = 0;
            series.Add(($"c_total{{job=\"j{i % 2}\",inst=\"{i}\"}}", Values(() => total = random.Next(25) == 0 ? 0 : total + Math.Round(random.NextDouble() * 20, 2))));
            series.Add((
                $"g{{job=\"j{i % 2}\",inst=\"{i}\",zone=\"z{i % 3}\"}}",
                Values(() => Math.Round((random.NextDouble() * 200) - 100, 3), () => random.Next(12) == 0 ? "_" : random.Next(40) == 0 ? "stale" : null)));
        }

        for (int job = 0; job < 2; job++)
        {
            for (int bucket = 0; bucket < Bounds.Length; bucket++)
            {
                double total = 0;
                int step = ((bucket + 1) * 3) + job;
                series.Add(($"h_bucket{{job=\"j{job}\",le=\"{Bounds[bucket]}\"}}", Values(() => total += step)));
            }
        }

        series.Add(("meta{job=\"j0\",team=\"a\"}", "1x80"));
        series.Add(("meta{job=\"j1\",team=\"b\"}", "2x80"));
        return series;
    }

    private static string Values(Func<double> next, Func<string?>? instead = null) =>
        string.Join(' ', Enumerable.Range(0, 80).Select(_ => instead?.Invoke() ?? next().ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Expects what cannot be, so that promtool tells what came.</summary>
    private static string RuleTest(List<(string Series, string Values)> series, string[] queries)
    {
        var text = new StringBuilder($"evaluation_interval: {Interval}s\ntests:\n - interval: {Interval}s\n   input_series:\n");
        foreach ((string labels, string values) in series)
        {
            text.Append(CultureInfo.InvariantCulture, $"    - series: '{labels}'\n      values: '{values}'\n");
        }

        text.Append("   promql_expr_test:\n");
        foreach (string query in queries)
        {
            foreach (int time in Times)
            {
                text.Append(CultureInfo.InvariantCulture, $"    - expr: '{query}'\n      eval_time: {time}s\n      exp_samples:\n        - labels: impossible\n          value: 123\n");
            }
        }

        return text.ToString();
    }

    private static Dictionary<(string Query, int Time), Dictionary<string, double>> Answers(string output)
    {
        var answers = new Dictionary<(string, int), Dictionary<string, double>>();
        foreach (Match match in Answer().Matches(output))
        {
            string query = Regex.Unescape(match.Groups[1].Value);
            int seconds = 0;
            foreach (Match part in DurationPart().Matches(match.Groups[2].Value))
            {
                int unit = part.Groups[2].Value switch { "h" => 3600, "m" => 60, _ => 1 };
                seconds += int.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * unit;
            }

            var samples = new Dictionary<string, double>();
            foreach (Match sample in Sample().Matches(match.Groups[3].Value == "nil" ? "" : match.Groups[3].Value))
            {
                samples[SeriesNotation.ParseSeries(sample.Groups[1].Value).ToString()] = SeriesNotation.ParseValues(sample.Groups[2].Value)[0].Value;
            }

            answers[(query, seconds)] = samples;
        }

        return answers;
    }

    private static bool AreClose(double ours, double other) =>
        ours.Equals(other) || ours == other || Math.Abs(ours - other) <= 1e-9 * Math.Max(1e-3, Math.Abs(other));

    private static string Text(Dictionary<string, double> samples) => string.Join("; ", samples.Select(static sample => $"{sample.Key} {sample.Value:R}"));

    [GeneratedRegex(@"expr: ""((?:[^""\\]|\\.)*)"", time: (\S+),\s+exp:.*\s+got:\s*(.*)")]
    private static partial Regex Answer();

    [GeneratedRegex(@"(\d+)([hms])")]
    private static partial Regex DurationPart();

    [GeneratedRegex(@"([^\s,{]*\{[^}]*\}|[^\s,{]+) ([-+0-9.EInfaN]+)(?:, |$)")]
    private static partial Regex Sample();
}
