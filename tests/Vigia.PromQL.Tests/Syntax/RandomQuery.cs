using CsCheck;

namespace Vigia.PromQL.Tests.Syntax;

/// <summary>Queries that are right, of any shape.</summary>
internal static class RandomQuery
{
    private static readonly Gen<string> Metric = Choice.Of("up", "http_requests_total", "a:b", "sum", "\"weird.name\"");
    private static readonly Gen<string> Matcher = Choice.Of("job=\"a\"", "x!=\"\"", "y=~\"a|b.+\"", "z!~'\\n\"'", "\"l.l\"=`raw`");
    private static readonly Gen<string> Length = Choice.Of("5m", "1h30m", "90", "1.5", "2m * 3", "(step() + 1s)", "max_of(5m, range())");
    private static readonly Gen<string> Time = Choice.Of("", " offset 5m", " offset -1h", " @ 12.345", " @ start()", " @ end() offset 3s");
    private static readonly Gen<string> Grouping = Choice.Of("", " by (job)", " without (a, \"b.c\")", " by ()");

    public static readonly Gen<string> Selector = Gen.Select(Metric, Matcher.Array[0, 3], Time, static (metric, matchers, time) =>
        (metric[0] == '"' ? "{" + string.Join(", ", matchers.Prepend(metric)) + "}"
            : matchers.Length == 0 ? metric : metric + "{" + string.Join(", ", matchers) + "}") + time);

    private static readonly Gen<string> Range = Gen.Select(Metric, Matcher, Length, Time, static (metric, matcher, length, time) =>
        (metric[0] == '"' ? "{" + metric + "," + matcher + "}" : metric + "{" + matcher + "}") + "[" + length + "]" + time);

    public static readonly Gen<string> Text = Gen.Recursive<string>((depth, inner) => depth > 4 ? Selector : Gen.Frequency(
        (3, Selector),
        (2, Gen.Select(Choice.Of("rate", "sum_over_time", "changes"), Range, static (name, range) => $"{name}({range})")),
        (1, Gen.Select(inner, Length, static (expression, length) => $"max_over_time(({expression})[{length}:1m])")),
        (2, Gen.Select(Choice.Of("sum", "avg", "count", "topk"), Grouping, inner, static (name, grouping, expression) =>
            $"{name}{grouping} ({(name == "topk" ? "3, " : "")}{expression})")),
        (2, Gen.Select(Choice.Of("+", "-", "*", "/", "^", "%", "atan2", "and", "or", "unless", ">", "== bool", "<="), inner, inner, static (op, left, right) =>
            $"{left} {op} {right}")),
        (1, Gen.Select(Choice.Of("/ on (a)", "* ignoring (b) group_left (c)", "- fill (0)"), inner, inner, static (op, left, right) =>
            $"({left}) {op} ({right})")),
        (1, Gen.Select(Gen.Double[-1e6, 1e6], inner, static (number, expression) => FormattableString.Invariant($"{number:R} * {expression}"))),
        (1, inner.Select(static expression => $"({expression})")),
        (1, inner.Select(static expression => $"-{expression}")),
        (1, inner.Select(static expression => $"label_replace({expression}, \"a\", \"$1\", \"b\", \"(.*)\")"))));
}
