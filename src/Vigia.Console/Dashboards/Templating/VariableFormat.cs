using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
namespace Vigia.Console.Dashboards.Templating;

/// <summary>The formats of <c>${name:format}</c>, as Grafana defines them.</summary>
internal static class VariableFormat
{
    /// <summary>The values in a format; one that is not known is taken as <c>glob</c>.</summary>
    public static string Apply(string format, string name, VariableValue value)
    {
        IReadOnlyList<string> values = value.Values;
        if (value.IsAll && value.AllValue.Length > 0 && format is not ("text" or "queryparam"))
        {
            return value.AllValue;
        }

        int colon = format.IndexOf(':', StringComparison.Ordinal);
        string argument = colon < 0 ? "" : format[(colon + 1)..];
        return (colon < 0 ? format : format[..colon]) switch
        {
            "raw" or "csv" => string.Join(',', values),
            "join" => string.Join(argument.Length == 0 ? "," : argument, values),
            "pipe" => string.Join('|', values),
            "regex" => Regex(values),
            "json" => Json(values),
            "doublequote" => Quoted(values, '"'),
            "singlequote" => Quoted(values, '\''),
            "sqlstring" => string.Join(',', values.Select(static one => "'" + one.Replace("'", "''", StringComparison.Ordinal) + "'")),
            "text" => value.IsAll ? "All" : string.Join(" + ", value.Texts.Count == values.Count ? value.Texts : values),
            "percentencode" or "uriencode" => Uri.EscapeDataString(values.Count == 1 ? values[0] : "{" + string.Join(',', values) + "}"),
            "queryparam" => QueryParameter(name, value),
            "customqueryparam" => CustomQueryParameter(argument.Length == 0 ? name : argument, values),
            "html" => string.Join(", ", values.Select(WebUtility.HtmlEncode)),
            "lucene" => Lucene(values),
            "distributed" => string.Join(',', values.Select((one, i) => i == 0 ? one : name + "=" + one)),
            _ => values.Count == 1 ? values[0] : "{" + string.Join(',', values) + "}",
        };
    }

    private static string Regex(IReadOnlyList<string> values) =>
        values.Count == 1 ? PatternText.Escape(values[0]) : "(" + string.Join('|', values.Select(PatternText.Escape)) + ")";

    private static string Json(IReadOnlyList<string> values) =>
        values.Count == 1 ? Quote(values[0]) : "[" + string.Join(',', values.Select(Quote)) + "]";

    private static string Quote(string value) => "\"" + JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";

    private static string Quoted(IReadOnlyList<string> values, char quote)
    {
        string mark = quote.ToString();
        return string.Join(',', values.Select(one => mark + one.Replace(mark, "\\" + mark, StringComparison.Ordinal) + mark));
    }

    private static string QueryParameter(string name, VariableValue value) =>
        value.IsAll
            ? "var-" + Uri.EscapeDataString(name) + "=" + Uri.EscapeDataString(VariableValue.All)
            : CustomQueryParameter("var-" + name, value.Values);

    private static string CustomQueryParameter(string name, IReadOnlyList<string> values) =>
        string.Join('&', values.Select(one => Uri.EscapeDataString(name) + "=" + Uri.EscapeDataString(one)));

    private static string Lucene(IReadOnlyList<string> values)
    {
        const string special = "+-=&|><!(){}[]^\"~*?:\\/ ";
        IEnumerable<string> escaped = values.Select(static one => string.Concat(one.Select(static c => special.Contains(c, StringComparison.Ordinal) ? "\\" + c : c.ToString())));
        return values.Count == 1 ? escaped.First() : "(" + string.Join(" OR ", values.Select(static one => "\"" + one.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"")) + ")";
    }
}
