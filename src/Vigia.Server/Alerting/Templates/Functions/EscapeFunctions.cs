using System.Globalization;
using System.Text;
using Vigia.Server.Alerting.Templates.Formatting;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary><c>html</c>, <c>js</c> and <c>urlquery</c>.</summary>
internal static class EscapeFunctions
{
    public static IEnumerable<TemplateFunction> All =>
    [
        TemplateFunction.Variadic("html", [ParameterKind.Any], static arguments => Html(GoFormat.Join(arguments.Values))),
        TemplateFunction.Variadic("js", [ParameterKind.Any], static arguments => Script(GoFormat.Join(arguments.Values))),
        TemplateFunction.Variadic("urlquery", [ParameterKind.Any], static arguments => QueryText(GoFormat.Join(arguments.Values))),
    ];

    /// <summary>As Go's <c>url.QueryEscape</c>: a blank is a plus.</summary>
    public static string QueryText(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    public static string Html(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            switch (c)
            {
                case '\0': escaped.Append('\ufffd'); break;
                case '"': escaped.Append("&#34;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case '&': escaped.Append("&amp;"); break;
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                default: escaped.Append(c); break;
            }
        }

        return escaped.ToString();
    }

    private static string Script(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            switch (c)
            {
                case '\\': escaped.Append(@"\\"); break;
                case '\'': escaped.Append(@"\'"); break;
                case '"': escaped.Append("\\\""); break;
                case '<' or '>' or '&' or '=' or < ' ':
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
                    break;
                default: escaped.Append(c); break;
            }
        }

        return escaped.ToString();
    }
}
