using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;
using Vigia.Server.Notifications.Templates.Values;

namespace Vigia.Server.Notifications.Templates;

/// <summary>All that a template of notices may call.</summary>
/// <remarks>https://prometheus.io/docs/alerting/latest/notifications/#functions.</remarks>
internal static class NotificationFunctions
{
    private static readonly string[] Shared = ["title", "toUpper", "toLower", "reReplaceAll"];
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>The functions, for parsing and for running.</summary>
    public static TemplateFunctions Create(TimeProvider time) => TemplateFunctions.Builtin.With(
    [
        .. TextFunctions.All.Where(static function => Shared.Contains(function.Name)),
        .. HumanFunctions.All.Where(static function => function.Name == "humanizeDuration"),
        TemplateFunction.Of("match", [ParameterKind.Text, ParameterKind.Text], static arguments => IsMatch(arguments.Text(0), arguments.Text(1))),
        TemplateFunction.Of("trimSpace", [ParameterKind.Text], static arguments => arguments.Text(0).Trim()),
        TemplateFunction.Of("join", [ParameterKind.Text, ParameterKind.Any], static arguments => string.Join(arguments.Text(0), Items(arguments[1]).Select(TextOf))),
        TemplateFunction.Of("safeHtml", [ParameterKind.Any], static arguments => new SafeText(TextOf(arguments[0]))),
        TemplateFunction.Of("safeUrl", [ParameterKind.Any], static arguments => arguments[0]),
        TemplateFunction.Of("urlUnescape", [ParameterKind.Text], static arguments => Uri.UnescapeDataString(arguments.Text(0).Replace('+', ' '))),
        TemplateFunction.Variadic("stringSlice", [ParameterKind.Text], static arguments => arguments.Values.ToArray()),
        TemplateFunction.Variadic("list", [ParameterKind.Any], static arguments => arguments.Values.ToArray()),
        TemplateFunction.Variadic("append", [ParameterKind.Any, ParameterKind.Any], static arguments => Items(arguments[0]).Concat(arguments.Values.Skip(1)).ToArray()),
        TemplateFunction.Variadic("dict", [ParameterKind.Any], static arguments => Dictionary(arguments.Values)),
        TemplateFunction.Of("date", [ParameterKind.Text, ParameterKind.Any], static arguments => GoTimeLayout.Format(ZonedTime.Of(arguments[1]), arguments.Text(0))),
        TemplateFunction.Of("tz", [ParameterKind.Text, ParameterKind.Any], static arguments => InZone(arguments.Text(0), arguments[1])),
        TemplateFunction.Of("since", [ParameterKind.Any], arguments => new GoDuration((time.GetUtcNow() - ZonedTime.Of(arguments[0])).Ticks * 100)),
        TemplateFunction.Of("now", [], _ => new ZonedTime(time.GetUtcNow())),
        TemplateFunction.Of("toJson", [ParameterKind.Any], static arguments => ToJson(arguments[0])?.ToJsonString(Json) ?? "null"),
        TemplateFunction.Of("base64encode", [ParameterKind.Text], static arguments => Convert.ToBase64String(Encoding.UTF8.GetBytes(arguments.Text(0)))),
    ]);

    /// <summary>How actions in HTML write: escaped, but for what <c>safeHtml</c> made.</summary>
    public static string WriteHtml(object? value) => value is SafeText safe ? safe.Text : EscapeFunctions.Html(Alerting.Templates.Execution.TemplateExecution.Text(value));

    private static bool IsMatch(string expression, string text)
    {
        try
        {
            return TextPattern.Parse(expression).IsMatch(text);
        }
        catch (LabelPatternException exception)
        {
            throw new TemplateCallException(exception.Message);
        }
    }

    private static ZonedTime InZone(string name, object? time) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
        ? new ZonedTime(TimeZoneInfo.ConvertTime(ZonedTime.Of(time), zone))
        : throw new TemplateCallException($"unknown time zone {name}");

    private static IReadOnlyList<object?> Items(object? value) =>
        value as IReadOnlyList<object?> ?? throw new TemplateCallException($"wrong type for value; expected a list; got {GoType.Name(value)}");

    private static string TextOf(object? value) => Alerting.Templates.Execution.TemplateExecution.Text(value);

    private static AnyMap Dictionary(IReadOnlyList<object?> values)
    {
        if (values.Count % 2 != 0)
        {
            throw new TemplateCallException("dict requires an even number of arguments");
        }

        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (int i = 0; i < values.Count; i += 2)
        {
            named[values[i] as string ?? throw new TemplateCallException("dict keys must be strings")] = values[i + 1];
        }

        return new AnyMap(named);
    }

    private static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        bool flag => flag,
        long number => number,
        double number => number,
        string text => text,
        ITemplateMap map => new JsonObject(map.Entries.Select(static entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value)))),
        IReadOnlyList<object?> list => new JsonArray([.. list.Select(ToJson)]),
        ZonedTime zoned => GoTimeLayout.Format(zoned.Time, "2006-01-02T15:04:05.999999999Z07:00"),
        AlertView alert => Object(alert, ("status", "Status"), ("labels", "Labels"), ("annotations", "Annotations"), ("startsAt", "StartsAt"), ("endsAt", "EndsAt"), ("generatorURL", "GeneratorURL"), ("fingerprint", "Fingerprint")),
        NotificationData data => Object(data, ("receiver", "Receiver"), ("status", "Status"), ("alerts", "Alerts"), ("groupLabels", "GroupLabels"), ("commonLabels", "CommonLabels"), ("commonAnnotations", "CommonAnnotations"), ("externalURL", "ExternalURL")),
        Pair pair => new JsonObject { ["Name"] = pair.Name, ["Value"] = pair.Value },
        _ => TextOf(value),
    };

    private static JsonObject Object(ITemplateObject value, params ReadOnlySpan<(string Name, string Field)> fields)
    {
        var json = new JsonObject();
        foreach ((string name, string field) in fields)
        {
            value.TryMember(field, out object? member);
            json[name] = ToJson(member);
        }

        return json;
    }
}
