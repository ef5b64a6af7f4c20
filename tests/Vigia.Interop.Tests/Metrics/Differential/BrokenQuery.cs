using CsCheck;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>Makes queries that are mostly wrong out of valid ones: cut off, with a token left out, put in, doubled, exchanged, or a character changed.</summary>
internal static class BrokenQuery
{
    private static readonly string[] Valid =
    [
        "up", "up{job=\"a\"}", "{__name__=~\"up|down\", job!=\"b\"}", "rate(x_total[5m])", "sum by (job) (rate(x_total[5m] offset 1m))", "sum(x) without (a, b)", "topk(3, x)",
        "count_values(\"v\", x)", "quantile(0.9, x)", "a + on (job) group_left (b) c", "a * ignoring (x) group_right () c", "a == bool b", "a and on () b", "a unless b or c",
        "x @ 1700000000", "x @ start() offset 5m", "x[5m] @ end()", "max_over_time(rate(x[1m])[10m:30s] offset -1m)", "x[10m:]", "-x ^ 2", "+1 - -1", "(a)", "((a) + (b))",
        "histogram_quantile(0.9, sum by (le) (rate(b_bucket[5m])))", "label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")", "label_join(x, \"a\", \",\", \"b\", \"c\")", "scalar(x) + time()",
        "vector(1)", "absent(x{a=\"b\"})", "clamp(x, 1, 2)", "round(x, 0.5)", "day_of_week()", "1e3 * 0x1f", "NaN + Inf", "\"text\"", "'text'", "`text`", "1.5 >= bool .5", "a atan2 b", "a:b:c",
        "x # comment", "predict_linear(x[5m], 60)", "holt_winters(x[5m], 0.5, 0.5)", "x{}", "x{a=\"b\",}", "sum(x) by (a,)", "stddev(x) > 1 < 2", "a % b / c", "sort_desc(x)",
    ];

    private static readonly string[] Tokens =
    [
        "(", ")", "{", "}", "[", "]", ",", ":", "@", "+", "-", "*", "/", "%", "^", "==", "=", "!=", "=~", "!~", "<", ">", "<=", ">=", "!", "~", "#", "\"", "'", "`", "\\", "$", ";", ".", "_",
        "and", "or", "unless", "atan2", "on", "ignoring", "group_left", "group_right", "bool", "offset", "by", "without", "sum", "topk", "count_values", "rate", "abs", "time", "start", "end",
        "up", "5m", "1", "0.5", "1e", "0x", "Inf", "NaN", "\"text\"", "1d12h", "-5m", "é", " ", "job", "x{a=\"b\"}", "x[5m]", "x[5m:1m]", "()", "(job)", "5", "0s", "1h5s3m", "AND", "SUM", "By", "nan", "inf",
    ];

    /// <summary>Any query, mostly wrong.</summary>
    public static Gen<string> Query { get; } =
        from valid in Gen.Frequency((3, QueryGenerator.OneOf(Valid)), (1, QueryGenerator.Query.Select(static query => query.Text)))
        from times in Gen.Frequency((5, Gen.Const(1)), (2, Gen.Const(2)), (1, Gen.Const(3)))
        from changes in Gen.Select(Gen.Int[0, 6], Gen.Double[0, 1], Gen.Double[0, 1], QueryGenerator.OneOf(Tokens)).Array[3]
        select changes.Take(times).Aggregate(valid, static (query, change) => Change(query, change.Item1, change.Item2, change.Item3, change.Item4));

    private static string Change(string query, int kind, double at, double other, string token)
    {
        List<string> tokens = Split(query);
        int first = Math.Min((int)(at * tokens.Count), Math.Max(tokens.Count - 1, 0)), second = Math.Min((int)(other * tokens.Count), Math.Max(tokens.Count - 1, 0));
        if (tokens.Count == 0)
        {
            return token;
        }

        switch (kind)
        {
            case 0:
                return query[..(int)(at * query.Length)];
            case 1:
                tokens.RemoveAt(first);
                break;
            case 2:
                tokens.Insert(first, tokens[first] + " ");
                break;
            case 3:
                (tokens[first], tokens[second]) = (tokens[second], tokens[first]);
                break;
            case 4:
                tokens[first] = token;
                break;
            case 5:
                return query[(int)(at * query.Length)..];
            default:
                tokens.Insert(first, $" {token} ");
                break;
        }

        return string.Concat(tokens);
    }

    /// <summary>Words, numbers and strings whole, all else as single characters.</summary>
    private static List<string> Split(string query)
    {
        var tokens = new List<string>();
        for (int at = 0; at < query.Length;)
        {
            int end = at + 1;
            if (query[at] == '"' && query.IndexOf('"', at + 1) is > 0 and var quote)
            {
                end = quote + 1;
            }
            else if (IsWord(query[at]))
            {
                while (end < query.Length && IsWord(query[end]))
                {
                    end++;
                }
            }

            tokens.Add(query[at..end]);
            at = end;
        }

        return tokens;
    }

    private static bool IsWord(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.';
}
