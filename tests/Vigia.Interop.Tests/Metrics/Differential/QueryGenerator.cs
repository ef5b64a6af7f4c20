using CsCheck;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>
/// Makes valid queries over <see cref="RandomSeries"/>: every kind of node, nested up to a depth. Whether an answer is an error (labels that do not match one to
/// one) is left to chance, what the language refuses outright is not made.
/// </summary>
internal static class QueryGenerator
{
    private static readonly Gen<string> Range = OneOf("47s", "1m", "2m13s", "5m", "8m");
    private static readonly Gen<string> Number = OneOf("0", "1", "2", "-1", "0.5", "10", "37.25", "1000");
    private static readonly Gen<string> Phi = OneOf("0", "0.1", "0.5", "0.9", "0.99", "1", "-1", "2");
    private static readonly Gen<string> Labels = OneOf("job", "instance", "code", "room", "le", "none").List[0, 3].Select(list => string.Join(", ", list.Distinct()));
    private static readonly Gen<string> Offset = Gen.Frequency((6, Gen.Const("")), (2, Gen.Const(" offset 3m")), (1, Gen.Const(" offset -2m")));
    private static readonly Gen<string> At = Gen.Frequency(
        (8, Gen.Const("")), (1, Gen.Const(" @ start()")), (1, Gen.Const(" @ end()")), (1, Gen.Const(" @ 1700001987.500")));

    /// <summary>Any query for the API.</summary>
    public static Gen<RandomQuery> Query { get; } = Gen.Frequency((8, Vector(3, false)), (1, Top()), (1, Histogram()), (1, Sorted()));

    /// <summary>One of these, all as likely.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<RandomQuery> Vector(int depth, bool inSubquery) => depth == 0
        ? Gen.Frequency((3, Selector()), (2, OverRange()))
        : Gen.Frequency(
            (2, Selector()),
            (4, OverRange()),
            (4, Aggregation(depth - 1, inSubquery)),
            (3, Function(depth - 1, inSubquery)),
            (2, WithNumber(depth - 1, inSubquery)),
            (2, Matched(depth - 1, inSubquery)),
            (1, Set(depth - 1, inSubquery)),
            (1, Joined(depth - 1, inSubquery)),
            (2, OverSubquery(depth - 1, inSubquery)),
            (1, Relabeled(depth - 1, inSubquery)),
            (1, Absent()));

    private static Gen<RandomQuery> Selector() =>
        from metric in OneOf([.. RandomSeries.Kinds])
        from text in Matchers(metric)
        from offset in Offset
        from at in At
        select new RandomQuery(text + offset + at, []) { IsExact = metric.IsFinite, IsFinite = metric.IsFinite };

    private static Gen<string> Matchers(MetricKind metric) =>
        from named in Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false)))
        from matchers in Matcher(metric).List[0, 2]
        select named
            ? metric.Name + (matchers.Count == 0 ? "" : $"{{{string.Join(',', matchers)}}}")
            : $"{{{string.Join(',', matchers.Prepend($"__name__=\"{metric.Name}\""))}}}";

    private static Gen<string> Matcher(MetricKind metric) =>
        from label in OneOf([.. metric.Labels])
        from value in OneOf(label.Values)
        from other in OneOf([.. label.Values, "nothing", ""])
        from text in OneOf(
            $"{label.Name}=\"{value}\"", $"{label.Name}!=\"{other}\"", $"{label.Name}=~\"{value}|{other}\"", $"{label.Name}!~\"{value[..^1]}.\"",
            $"{label.Name}=~\".+\"", $"{label.Name}=~\".*0.*|{value}\"", $"missing=\"\"", $"missing!~\".+\"")
        select text.Replace("+Inf|", "[+]Inf|", StringComparison.Ordinal);

    private static Gen<RandomQuery> OverRange() =>
        from metric in OneOf([.. RandomSeries.Kinds])
        from selector in Matchers(metric)
        from range in Range
        from modifiers in Gen.Select(Offset, At, (offset, at) => offset + at)
        from function in RangeFunction(
            metric.IsFinite, metric.IsFinite, !KnownDifferences.ExtrapolationToZero(metric), !KnownDifferences.PredictionFromFixedRange(modifiers))
        select new RandomQuery(function.Format.Replace("{0}", $"{selector}[{range}]{modifiers}", StringComparison.Ordinal), [$"{selector}{modifiers}"])
        {
            IsExact = function.IsExact,
            IsFinite = metric.IsFinite,
        };

    private static Gen<RandomQuery> OverSubquery(int depth, bool inSubquery) =>
        from vector in Vector(depth, true)
        from range in OneOf("3m", "5m", "10m")
        from step in OneOf("", "30s", "1m", "77s")
        from offset in inSubquery ? Gen.Const(KnownDifferences.InnerSubqueryOffset) : Offset
        from function in RangeFunction(vector.IsExact, vector.IsFinite, allowsRate: false, allowsPrediction: true)
        select vector.Within(function.Format.Replace("{0}", $"({{0}})[{range}:{step}]{offset}", StringComparison.Ordinal)) with
        {
            IsExact = vector.IsExact && function.IsExact,
            IsFinite = vector.IsFinite,
        };

    private static Gen<(string Format, bool IsExact)> RangeFunction(bool isExact, bool isFinite, bool allowsRate, bool allowsPrediction)
    {
        var all = new List<(string, bool)>
        {
            ("min_over_time({0})", isExact), ("max_over_time({0})", isExact), ("last_over_time({0})", isExact), ("sum_over_time({0})", isExact),
            ("count_over_time({0})", true), ("present_over_time({0})", true), ("avg_over_time({0})", false), ("quantile_over_time(0.3, {0})", false),
            ("idelta({0})", isExact), ("delta({0})", false),
        };
        if (!KnownDifferences.RegressionThroughInfinity(isFinite))
        {
            all.Add(("deriv({0})", false));
            all.AddRange(allowsPrediction ? [("predict_linear({0}, 600)", false)] : []);
        }

        if (isExact)
        {
            all.AddRange([("changes({0})", true), ("resets({0})", true)]);
        }

        if (isFinite && isExact)
        {
            all.AddRange([("stddev_over_time({0})", false), ("stdvar_over_time({0})", false)]);
        }

        if (allowsRate)
        {
            all.AddRange([("rate({0})", false), ("increase({0})", false), ("irate({0})", false), ("rate({0})", false)]);
        }

        return OneOf([.. all]);
    }

    private static Gen<RandomQuery> Aggregation(int depth, bool inSubquery) =>
        from vector in Vector(depth, inSubquery)
        from phi in Phi
        from grouping in Gen.Select(OneOf("", " by ", " without "), Labels, (word, labels) => word.Length == 0 ? "" : $"{word}({labels}) ")
        from one in OneOf(
        [
            ("sum", "", true), ("min", "", true), ("max", "", true), ("count", "", true), ("group", "", true), ("avg", "", false), ("quantile", phi + ", ", false),
            .. KnownDifferences.DeviationOfInfinity(vector.IsFinite) ? Array.Empty<(string, string, bool)>() : [("stddev", "", false), ("stdvar", "", false)],
            .. vector.IsExact ? new[] { ("count_values", "\"v\", ", true) } : [],
        ])
        let argument = one.Item1 == "count_values" ? PlainZero(vector) : vector
        select argument.Within($"{one.Item1}{grouping}({one.Item2}{{0}})", one.Item3, one.Item1 != "quantile");

    private static Gen<RandomQuery> Function(int depth, bool inSubquery) =>
        from vector in Vector(depth, inSubquery)
        from one in OneOf(
        [
            ("abs({0})", true), ("-({0})", true), ("clamp({0}, -5, 60)", true), ("clamp_min({0}, 3)", true), ("clamp_max({0}, 20)", true),
            ("({0})", true), ("-(-({0}))", true), ("atan({0})", false), ("tanh({0})", false),
            ("deg({0})", false), ("rad({0})", false), ("asinh({0})", false), ("vector(scalar({0}))", false), ("vector(time()) - scalar({0})", false),
            .. vector.IsExact
                ? new[]
                {
                    // Of a large number that differs in its last bit the sine differs in all.
                    ("sin({0})", false), ("cos({0})", false), ("ceil({0})", true), ("floor({0})", true), ("round({0})", true), ("round({0}, 0.25)", true), ("sgn({0})", true), ("exp({0} / 100)", false),
                    ("ln({0})", false), ("log2({0})", false), ("log10({0})", false), ("sqrt({0})", false), ("minute({0})", true), ("hour({0})", true),
                    ("day_of_week({0} * 1000)", true), ("day_of_month({0} * 10000)", true), ("days_in_month({0} * 10000)", true), ("month({0} * 10000)", true),
                    ("year({0} * 10000)", true), ("day_of_year({0} * 10000)", true), ("acos({0} / 64)", false), ("atanh({0} / 64)", false),
                }
                : [],
            .. KnownDifferences.TimestampOfFixedSelector(vector.Text) ? Array.Empty<(string, bool)>() : [("timestamp({0})", false)],
        ])
        select vector.Within(one.Item1, one.Item2, one.Item2);

    private static Gen<RandomQuery> WithNumber(int depth, bool inSubquery) =>
        from vector in Vector(depth, inSubquery)
        from number in Number
        from one in OneOf(
        [
            ("{0} + N", true), ("N - {0}", true), ("{0} * N", false), ("{0} / N", false), ("{0} - time()", false),
            .. vector.IsExact
                ? new[]
                {
                    ("N / " + KnownDifferences.PlainZero, false), ("{0} % N", false), ("{0} ^ 2", false), ("2 ^ ({0} / 16)", false),
                    (KnownDifferences.LeftOfAtan2 + " atan2 N", false), ("{0} > N", true),
                    ("{0} <= N", true), ("N != {0}", true), ("{0} == bool N", true), ("N < bool {0}", true), ("{0} >= N", true),
                }
                : [],
        ])
        select vector.Within($"({one.Item1.Replace("N", number, StringComparison.Ordinal).Replace("{0}", "({0})", StringComparison.Ordinal)})", one.Item2, one.Item2);

    private static Gen<RandomQuery> Matched(int depth, bool inSubquery) =>
        from left in Vector(depth, inSubquery)
        from right in Vector(depth, inSubquery)
        from labels in OneOf("job", "instance", "job, instance")
        from aggregated in Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false)))
        from sign in OneOf(left.IsExact && right.IsExact
            ? ["+", "-", "*", "/", "%", aggregated ? "atan2" : "%", ">", "<", "== bool", "!=", ">= bool", "<="]
            : new[] { "+", "-", "*", "/" })
        from matching in OneOf("", $" on ({labels})", " ignoring (code, room, le)")
        let first = sign is "atan2" ? PlainZero(left) : left
        let second = sign is "/" or "atan2" ? PlainZero(right) : right
        select RandomQuery.Of(Reduced(first, aggregated, labels), sign + matching, Reduced(second, aggregated, labels), sign is "+" or "-" or ">" or "<" or "<=" or "!=");

    private static RandomQuery PlainZero(RandomQuery operand) =>
        operand.Within(KnownDifferences.PlainZero.Replace("{0}", "({0})", StringComparison.Ordinal), true, true);

    /// <summary>Most operands are brought to the same labels, or nearly every pair would fail to match.</summary>
    private static RandomQuery Reduced(RandomQuery operand, bool isAggregated, string labels) =>
        isAggregated ? operand.Within($"max by ({labels}) ({{0}})", true, true) : operand;

    private static Gen<RandomQuery> Set(int depth, bool inSubquery) =>
        from left in Vector(depth, inSubquery)
        from right in Vector(depth, inSubquery)
        from sign in OneOf("and", "or", "unless")
        from matching in OneOf("", " on (instance)", " on ()", " ignoring (code, room, le, job)")
        select RandomQuery.Of(left, sign + matching, right, isExact: true);

    private static Gen<RandomQuery> Joined(int depth, bool inSubquery) =>
        from vector in Vector(depth, inSubquery)
        from one in OneOf(
            "({0}) * on (instance) group_left (version) instance_info", "instance_info + on (instance) group_right (version) ({0})",
            "({0}) / on (instance) group_left () sum by (instance) (bytes_total)", "({0}) - ignoring (version, room, code, job, le) group_left instance_info")
        select vector.Within(one);

    private static Gen<RandomQuery> Relabeled(int depth, bool inSubquery) =>
        from vector in Vector(depth, inSubquery)
        from one in OneOf(
            "label_replace({0}, \"host\", \"h$1\", \"instance\", \"i-(.*)\")", "label_replace({0}, \"job\", \"$2-$1\", \"job\", \"(.)(.*)\")",
            "label_replace({0}, \"instance\", \"\", \"instance\", \".*\")", "label_replace({0}, \"job\", \"x\", \"none\", \"\")",
            "label_replace({0}, \"new\", \"${name}!\", \"job\", \"(?P<name>a.*)\")", "label_join({0}, \"both\", \"/\", \"job\", \"instance\")",
            "label_join({0}, \"job\", \"\")")
        select vector.Within(one, true, true);

    private static Gen<RandomQuery> Absent() =>
        from metric in OneOf([.. RandomSeries.Kinds])
        from selector in Matchers(metric)
        from one in OneOf("absent({0})", "absent_over_time({0}[1m])", "absent({0}x)", "absent(nothing{job=\"a\",code!=\"b\",room=~\"c\"})", "absent(sum({0}) > 1e9)")
        select new RandomQuery(one.Replace(selector.EndsWith('}') ? "{0}x" : "\0", "nothing", StringComparison.Ordinal).Replace("{0}", selector, StringComparison.Ordinal), [])
        {
            IsExact = true,
            IsFinite = true,
        };

    private static Gen<RandomQuery> Histogram() =>
        from phi in Phi
        from matchers in Matchers(RandomSeries.Latency)
        from one in OneOf("S", "rate(S[3m])", "sum by (le) (rate(S[5m]))", "sum by (job, le) (increase(S[2m]))", "sum without (instance) (S)")
        let buckets = one.Replace("S", matchers, StringComparison.Ordinal)
        select new RandomQuery($"histogram_quantile({phi}, {buckets})", [buckets]);

    private static Gen<RandomQuery> Top() =>
        from vector in Vector(2, false)
        from one in OneOf("topk(2, {0})", "bottomk(3, {0})", "topk by (job) (1, {0})", "bottomk without (instance) (2, {0})", "topk(0, {0})")
        select vector.Within(one);

    private static Gen<RandomQuery> Sorted() =>
        from vector in Vector(2, false)
        from one in OneOf("sort({0})", "sort_desc({0})")
        select vector.Within(one);
}
