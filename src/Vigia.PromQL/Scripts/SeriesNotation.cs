using System.Globalization;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax.Text;
using Vigia.PromQL.Syntax.Tree;

namespace Vigia.PromQL.Scripts;

/// <summary>
/// The notation of promqltest and of promtool's unit tests: <c>name{a="b"} 1 2 _ 3+4x5 stale {{schema:0 sum:1 count:1 buckets:[1]}}x3</c>.
/// </summary>
public static class SeriesNotation
{
    /// <summary>How many values one series may have.</summary>
    public const int MaxValues = 1_000_000;

    /// <summary>Reads a series and its values.</summary>
    /// <exception cref="ScriptException">The text is not of the notation.</exception>
    public static (LabelSet Series, IReadOnlyList<SequenceValue> Values) Parse(string text)
    {
        LabelSet series = ParseSeries(text, out int end);
        return (series, ParseValues(text[end..]));
    }

    /// <summary>Reads a series, such as <c>up{job="a"}</c>.</summary>
    /// <exception cref="ScriptException">The text is not a series.</exception>
    public static LabelSet ParseSeries(string text)
    {
        LabelSet series = ParseSeries(text, out int end);
        return text.AsSpan(end).IsWhiteSpace() ? series : throw new ScriptException($"unexpected text behind the series: {text[end..]}");
    }

    /// <summary>Reads values.</summary>
    /// <exception cref="ScriptException">The text is not a list of values.</exception>
    public static IReadOnlyList<SequenceValue> ParseValues(string text)
    {
        var values = new List<SequenceValue>();
        var scanner = new ValueScanner(text);
        while (scanner.SkipSpace())
        {
            if (scanner.TryTake("{{"))
            {
                AddHistograms(scanner, values);
            }
            else if (scanner.TryTake("_"))
            {
                Repeat(scanner, values, new SequenceValue(0, IsOmitted: true), extra: 0);
            }
            else if (scanner.TryTake("stale"))
            {
                Repeat(scanner, values, new SequenceValue(StaleMarker.Value), extra: 1);
            }
            else
            {
                AddNumbers(scanner, values);
            }

            scanner.ExpectEndOfValue();
        }

        return values;
    }

    private static void Repeat(ValueScanner scanner, List<SequenceValue> values, SequenceValue value, int extra)
    {
        int count = scanner.TryTake("x") ? scanner.TakeCount() + extra : 1;
        CheckCount(values, count);
        for (int i = 0; i < count; i++)
        {
            values.Add(value);
        }
    }

    private static void AddNumbers(ValueScanner scanner, List<SequenceValue> values)
    {
        double value = scanner.TakeNumber();
        double step = 0;
        if (scanner.Current is '+' or '-')
        {
            step = scanner.TakeNumber();
            if (!scanner.TryTake("x"))
            {
                throw new ScriptException($"expected x and a count behind a step: {scanner.Rest}");
            }
        }
        else if (!scanner.TryTake("x"))
        {
            values.Add(new SequenceValue(value));
            return;
        }

        int count = scanner.TakeCount() + 1;
        CheckCount(values, count);
        for (int i = 0; i < count; i++)
        {
            values.Add(new SequenceValue(value));
            value += step;
        }
    }

    private static void AddHistograms(ValueScanner scanner, List<SequenceValue> values)
    {
        (NativeHistogram histogram, bool hasHint) = HistogramNotation.Read(scanner);
        char sign = scanner.Current;
        if (sign is not ('+' or '-'))
        {
            Repeat(scanner, values, new SequenceValue(0, Histogram: histogram, HasHint: hasHint), extra: 1);
            return;
        }

        scanner.TryTake(sign.ToString());
        if (!scanner.TryTake("{{"))
        {
            throw new ScriptException($"expected a histogram behind {sign}: {scanner.Rest}");
        }

        (NativeHistogram step, _) = HistogramNotation.Read(scanner);
        if (!scanner.TryTake("x"))
        {
            throw new ScriptException($"expected x and a count behind a step: {scanner.Rest}");
        }

        int count = scanner.TakeCount() + 1;
        CheckCount(values, count);
        var sum = new HistogramSum(histogram);
        if (!sum.IsCompatible(step))
        {
            throw new ScriptException("histograms with exponential and custom buckets cannot be added");
        }

        values.Add(new SequenceValue(0, Histogram: histogram, HasHint: hasHint));
        for (int i = 1; i < count; i++)
        {
            sum.Add(step, sign == '+' ? 1 : -1);
            values.Add(new SequenceValue(0, Histogram: sum.ToHistogram() with { ResetHint = histogram.ResetHint }, HasHint: hasHint));
        }
    }

    private static void CheckCount(List<SequenceValue> values, int count)
    {
        if (values.Count + (long)count > MaxValues)
        {
            throw new ScriptException(string.Create(CultureInfo.InvariantCulture, $"more than {MaxValues} values in one series"));
        }
    }

    private static LabelSet ParseSeries(string text, out int end)
    {
        List<Token> tokens = Lexer.Read(text);
        var labels = new List<Label>();
        int next = 0;
        end = 0;
        if (tokens[0].Kind is TokenKind.Identifier or TokenKind.Operator && LabelNames.IsClassicMetricName(tokens[0].Value))
        {
            labels.Add(new Label(LabelNames.MetricName, tokens[0].Value));
            end = tokens[next++].Span.End;
        }

        bool isValue = next > 0 && text.AsSpan(tokens[next].Span.Start).StartsWith("{{", StringComparison.Ordinal);
        if (tokens[next].Kind == TokenKind.LeftBrace && !isValue)
        {
            next = ParseLabels(tokens, next + 1, labels);
            end = tokens[next].Span.End;
        }
        else if (next == 0)
        {
            throw new ScriptException($"expected a series: {text}");
        }

        try
        {
            return LabelSet.From(labels);
        }
        catch (ArgumentException exception)
        {
            throw new ScriptException($"{exception.Message} {text}");
        }
    }

    private static int ParseLabels(List<Token> tokens, int next, List<Label> labels)
    {
        while (tokens[next].Kind != TokenKind.RightBrace)
        {
            Token name = tokens[next++];
            if (name.Kind is not (TokenKind.Identifier or TokenKind.String))
            {
                throw new ScriptException($"expected a label name, got {name.Value}");
            }

            if (tokens[next].Kind == TokenKind.Assign && tokens[next + 1].Kind == TokenKind.String)
            {
                labels.Add(new Label(name.Value, tokens[next + 1].Value));
                next += 2;
            }
            else if (name.Kind == TokenKind.String)
            {
                labels.Add(new Label(LabelNames.MetricName, name.Value));
            }
            else
            {
                throw new ScriptException($"expected = and a quoted value behind the label {name.Value}");
            }

            if (tokens[next].Kind == TokenKind.Comma)
            {
                next++;
            }
            else if (tokens[next].Kind != TokenKind.RightBrace)
            {
                throw new ScriptException($"expected a comma or }} behind the label {name.Value}");
            }
        }

        return next;
    }
}
