using System.Globalization;
using System.Text.RegularExpressions;
using Vigia.Model.Labels;
using Vigia.PromQL.Syntax.Text;

namespace Vigia.PromQL.Scripts;

/// <summary>Reads promqltest's scripts. One reading; not thread-safe.</summary>
internal sealed partial class ScriptParser(string file, string text)
{
    private readonly string[] _lines = [.. text.Split('\n').Select(static line => line.Trim()).Select(static line => line.StartsWith('#') ? "" : line)];
    private int _next;

    public List<ScriptFailure> Failures { get; } = [];

    public List<ScriptCommand> Read()
    {
        var commands = new List<ScriptCommand>();
        while (_next < _lines.Length)
        {
            string line = _lines[_next++];
            int number = _next;
            if (line.Length == 0)
            {
                continue;
            }

            try
            {
                commands.Add(ReadCommand(line, number));
            }
            catch (ScriptException exception)
            {
                Failures.Add(new ScriptFailure(file, _next, exception.Message));
                _ = Block().Count();
            }
        }

        return commands;
    }

    private ScriptCommand ReadCommand(string line, int number)
    {
        string word = line.Split((char[])[' ', '\t'], 2)[0].ToLowerInvariant();
        return word switch
        {
            "clear" => new ClearCommand(number),
            "load" or "load_with_nhcb" => ReadLoad(line, number, word != "load"),
            _ when word.StartsWith("eval", StringComparison.Ordinal) => ReadEval(line, number),
            _ => throw new ScriptException($"unknown command {word}"),
        };
    }

    private LoadCommand ReadLoad(string line, int number, bool addsCustomBuckets)
    {
        string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2)
        {
            throw new ScriptException("expected load and an interval");
        }

        var series = new List<(LabelSet, IReadOnlyList<SequenceValue>)>();
        foreach (string definition in Block())
        {
            (LabelSet labels, IReadOnlyList<SequenceValue> values) = SeriesNotation.Parse(definition);
            series.Add((labels, values));
        }

        return new LoadCommand(number, Duration(parts[1]), addsCustomBuckets, series);
    }

    private EvalCommand ReadEval(string line, int number)
    {
        Match instant = Instant().Match(line);
        Match range = instant.Success ? Match.Empty : Range().Match(line);
        if (!instant.Success && !range.Success)
        {
            throw new ScriptException("expected eval instant at TIME QUERY, or eval range from TIME to TIME step TIME QUERY");
        }

        EvalCommand command = instant.Success
            ? new EvalCommand(number) { Start = Duration(instant.Groups[2].Value), Query = instant.Groups[3].Value }
            : new EvalCommand(number)
            {
                Start = Duration(range.Groups[2].Value),
                End = Duration(range.Groups[3].Value),
                Step = Duration(range.Groups[4].Value),
                Query = range.Groups[5].Value,
            };
        switch ((instant.Success ? instant : range).Groups[1].Value)
        {
            case "fail": command.MustFail = true; break;
            case "ordered": command.IsOrdered = true; break;
            case "warn": command.Expectations.Add(new Expectation("warn", null, null)); break;
            case "info": command.Expectations.Add(new Expectation("info", null, null)); break;
            default: break;
        }

        foreach (string definition in Block())
        {
            ReadExpected(command, definition);
        }

        return command;
    }

    private static void ReadExpected(EvalCommand command, string line)
    {
        if (line.StartsWith("expected_fail_message", StringComparison.Ordinal))
        {
            command.Expectations.Add(new Expectation("fail", line["expected_fail_message".Length..].Trim(), null));
        }
        else if (line.StartsWith("expected_fail_regexp", StringComparison.Ordinal))
        {
            command.Expectations.Add(new Expectation("fail", null, Pattern(line["expected_fail_regexp".Length..].Trim())));
        }
        else if (line.StartsWith("expect ", StringComparison.Ordinal))
        {
            ReadExpect(command, line[7..].Trim());
        }
        else if (ValueScanner.TryParse(line, out double scalar))
        {
            command.Scalar = new SequenceValue(scalar);
        }
        else
        {
            (LabelSet labels, IReadOnlyList<SequenceValue> values) = SeriesNotation.Parse(line);
            command.Series.Add((labels, values));
        }
    }

    private static void ReadExpect(EvalCommand command, string expected)
    {
        if (expected == "ordered")
        {
            command.IsOrdered = true;
            return;
        }

        if (expected.StartsWith("string ", StringComparison.Ordinal))
        {
            string quoted = expected[7..].Trim();
            command.Text = StringUnquoting.Unquote(quoted) ?? throw new ScriptException($"expected a quoted text: {quoted}");
            return;
        }

        Match range = RangeVector().Match(expected);
        if (range.Success)
        {
            command.RangeVector = (Duration(range.Groups[1].Value), Duration(range.Groups[2].Value), Duration(range.Groups[3].Value));
            return;
        }

        Match annotation = Annotation().Match(expected);
        if (!annotation.Success)
        {
            throw new ScriptException($"unknown expectation: {expected}");
        }

        string kind = annotation.Groups[1].Value;
        command.MustFail |= kind == "fail";
        string value = annotation.Groups[3].Value.Trim();
        command.Expectations.Add(annotation.Groups[2].Value switch
        {
            "msg" => new Expectation(kind, value, null),
            "regex" => new Expectation(kind, null, Pattern(value)),
            _ => new Expectation(kind, null, null),
        });
    }

    private static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new ScriptException($"wrong pattern {pattern}: {exception.Message}");
        }
    }

    private static long Duration(string text)
    {
        if (DurationText.TryParse(text, out long milliseconds))
        {
            return milliseconds;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && Math.Abs(seconds) < 9e9
            ? (long)Math.Round(seconds * 1000)
            : throw new ScriptException($"expected a duration: {text}");
    }

    /// <summary>The lines up to an empty one.</summary>
    private IEnumerable<string> Block()
    {
        while (_next < _lines.Length && _lines[_next].Length > 0)
        {
            yield return _lines[_next++];
        }
    }

    [GeneratedRegex(@"^eval(?:_(fail|warn|ordered|info))?\s+instant\s+at\s+(\S+)\s+(.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Instant();

    [GeneratedRegex(@"^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Range();

    [GeneratedRegex(@"^range vector from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$")]
    private static partial Regex RangeVector();

    [GeneratedRegex(@"^(fail|warn|no_warn|info|no_info)(?:\s+(msg|regex):(.*))?$")]
    private static partial Regex Annotation();
}
