using System.Globalization;
using System.Text;

namespace Vigia.Instrumentation.Tests.Metrics;

internal sealed record ParsedSample(string Name, Dictionary<string, string> Labels, double Value, string? Exemplar);

internal sealed record ParsedFamily(string Name, string Type, string Help, List<ParsedSample> Samples);

/// <summary>
/// An independent, strict reader of both text formats, written from their specifications: every sample must stand
/// below its family's header, every line must end, nothing may occur twice.
/// </summary>
internal static class ParsedExposition
{
    private static readonly string[] Suffixes = ["_total", "_created", "_bucket", "_sum", "_count", ""];

    public static Dictionary<string, ParsedFamily> Parse(string text)
    {
        if (!text.EndsWith('\n'))
        {
            throw new FormatException("The last line does not end.");
        }

        var families = new Dictionary<string, ParsedFamily>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        ParsedFamily? current = null;
        string help = "";
        foreach (string line in text[..^1].Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                help = Unescape(line["# HELP ".Length..].Split(' ', 2)[1]);
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                string[] parts = line.Split(' ');
                current = new ParsedFamily(parts[2], parts[3], help, []);
                families.Add(current.Name, current);
            }
            else if (line != "# EOF")
            {
                ParsedSample sample = Sample(line);
                if (current is null || !Array.Exists(Suffixes, suffix => current.Name + suffix == sample.Name))
                {
                    throw new FormatException($"Outside its family: {line}");
                }

                if (!seen.Add(sample.Name + string.Join('\u0001', sample.Labels.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => x.Key + '\u0002' + x.Value))))
                {
                    throw new FormatException($"Twice: {line}");
                }

                current.Samples.Add(sample);
            }
        }

        return families;
    }

    private static ParsedSample Sample(string line)
    {
        int at = 0;
        while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] is '_' or ':'))
        {
            at++;
        }

        string name = line[..at];
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                int equals = line.IndexOf('=', at);
                string label = line[at..equals];
                at = equals + 1;
                Expect(line, ref at, '"');
                int start = at;
                while (line[at] != '"')
                {
                    at += line[at] == '\\' ? 2 : 1;
                }

                labels.Add(label, Unescape(line[start..at]));
                Expect(line, ref at, '"');
                if (line[at] == ',')
                {
                    at++;
                }
            }

            at++;
        }

        Expect(line, ref at, ' ');
        string rest = line[at..];
        int hash = rest.IndexOf(" # ", StringComparison.Ordinal);
        string value = hash < 0 ? rest : rest[..hash];
        return new ParsedSample(name, labels, Number(value), hash < 0 ? null : rest[(hash + 3)..]);
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static void Expect(string line, ref int at, char c)
    {
        if (line[at++] != c)
        {
            throw new FormatException($"'{c}' expected at {at - 1}: {line}");
        }
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] != '\\' ? text[i] : text[++i] switch
            {
                'n' => '\n',
                '"' => '"',
                '\\' => '\\',
                char other => throw new FormatException($"\\{other} is no escape."),
            });
        }

        return plain.ToString();
    }
}
