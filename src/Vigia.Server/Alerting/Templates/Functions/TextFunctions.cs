using System.Text;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Templates.Values;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>Texts: letter case, regular expressions, addresses, durations.</summary>
/// <remarks>https://prometheus.io/docs/prometheus/latest/configuration/template_reference/#strings.</remarks>
internal static class TextFunctions
{
    private static readonly ParameterKind[] OneText = [ParameterKind.Text];
    private static readonly ParameterKind[] TwoTexts = [ParameterKind.Text, ParameterKind.Text];
    private static readonly ParameterKind[] ThreeTexts = [ParameterKind.Text, ParameterKind.Text, ParameterKind.Text];

    public static IEnumerable<TemplateFunction> All =>
    [
        TemplateFunction.Of("title", OneText, static arguments => Title(arguments.Text(0))),
        TemplateFunction.Of("toUpper", OneText, static arguments => arguments.Text(0).ToUpperInvariant()),
        TemplateFunction.Of("toLower", OneText, static arguments => arguments.Text(0).ToLowerInvariant()),
        TemplateFunction.Of("match", TwoTexts, static arguments => Pattern(arguments.Text(0)).IsMatch(arguments.Text(1))),
        TemplateFunction.Of("reReplaceAll", ThreeTexts, static arguments =>
            Pattern(arguments.Text(0)).ReplaceAll(arguments.Text(2), arguments.Text(1), arguments.Limits.MaxOutput)
                ?? throw new TemplateCallException($"the text would be longer than {arguments.Limits.MaxOutput} characters")),
        TemplateFunction.Of("safeHtml", OneText, static arguments => arguments.Text(0)),
        TemplateFunction.Of("urlQueryEscape", OneText, static arguments => EscapeFunctions.QueryText(arguments.Text(0))),
        TemplateFunction.Of("graphLink", OneText, static arguments => Link(arguments.Text(0), "0")),
        TemplateFunction.Of("tableLink", OneText, static arguments => Link(arguments.Text(0), "1")),
        TemplateFunction.Of("stripPort", OneText, static arguments => HostPort.Host(arguments.Text(0)) ?? arguments.Text(0)),
        TemplateFunction.Of("stripDomain", OneText, static arguments => HostPort.WithoutDomain(arguments.Text(0))),
        TemplateFunction.Of("parseDuration", OneText, static arguments => Seconds(arguments.Text(0))),
        TemplateFunction.Variadic("args", [ParameterKind.Any], static arguments => Numbered(arguments.Values)),
    ];

    /// <summary>Each word's first letter large, the others as they are.</summary>
    private static string Title(string text)
    {
        var titled = new StringBuilder(text.Length);
        var previous = new Rune(' ');
        foreach (Rune rune in text.EnumerateRunes())
        {
            titled.Append(IsSeparator(previous) ? Rune.ToUpperInvariant(rune) : rune);
            previous = rune;
        }

        return titled.ToString();
    }

    private static bool IsSeparator(Rune rune) =>
        rune.IsAscii ? !(Rune.IsLetterOrDigit(rune) || rune.Value == '_') : !Rune.IsLetterOrDigit(rune) && Rune.IsWhiteSpace(rune);

    private static TextPattern Pattern(string expression)
    {
        try
        {
            return TextPattern.Parse(expression);
        }
        catch (LabelPatternException exception)
        {
            throw new TemplateCallException(exception.Message);
        }
    }

    private static string Link(string expression, string tab) => $"/graph?g0.expr={EscapeFunctions.QueryText(expression)}&g0.tab={tab}";

    private static double Seconds(string text)
    {
        string positive = text.StartsWith('-') ? text[1..] : text;
        return DurationText.TryParse(positive, out TimeSpan duration)
            ? (positive.Length < text.Length ? -duration : duration).TotalSeconds
            : throw new TemplateCallException(text.Length == 0 ? "empty duration string" : $"not a valid duration string: {QuotedText.Quote(text)}");
    }

    private static AnyMap Numbered(IReadOnlyList<object?> values)
    {
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (int i = 0; i < values.Count; i++)
        {
            named[$"arg{i}"] = values[i];
        }

        return new AnyMap(named);
    }
}
