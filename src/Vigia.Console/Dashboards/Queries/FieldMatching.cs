using System.Text.Json;
using System.Text.RegularExpressions;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Dashboards.Transformations;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>The matchers of overrides. An expression is read once for all fields.</summary>
internal sealed class FieldMatching
{
    private readonly Func<FrameField, Frame, string, bool> _test;

    private FieldMatching(Func<FrameField, Frame, string, bool> test) => _test = test;

    /// <summary>Whether a field, of this frame and called that, is meant.</summary>
    public bool Matches(FrameField field, Frame frame, string name) => _test(field, frame, name);

    /// <summary>The matcher; null where it is not known.</summary>
    public static FieldMatching? Of(FieldMatcher matcher, TemplateValues values)
    {
        JsonElement options = matcher.Options;
        string text = options.ValueKind == JsonValueKind.String ? options.GetString()! : "";
        switch (matcher.Id)
        {
            case "byName":
                string wanted = TemplateText.Expand(text, values);
                return new FieldMatching((field, _, name) => name == wanted || (field.Name == wanted && field.Type != FieldType.Number));
            case "byRegexp" or "byRegex":
                Regex? pattern = PatternText.Parse(TemplateText.Expand(text, values, "regex"));
                return pattern is null ? null : new FieldMatching((_, _, name) => PatternText.IsMatch(pattern, name));
            case FieldMatcher.ByColumnStyle:
                return ColumnStyle(options, values);
            case "byFrameRefID":
                return new FieldMatching((field, frame, _) => (field.RefId ?? frame.RefId) == text);
            case "byType":
                return new FieldMatching((field, _, _) => TypeName(field.Type) == text);
            case "byTypes":
                HashSet<string> types = Texts(options);
                return new FieldMatching((field, _, _) => types.Contains(TypeName(field.Type)));
            case "byNames":
                return Names(options);
            case "byValue":
                return Value(options);
            case "numeric":
                return new FieldMatching(static (field, _, _) => field.Type == FieldType.Number);
            case "time":
                return new FieldMatching(static (field, _, _) => field.Type == FieldType.Time);
            case "first":
                return new FieldMatching(static (field, frame, _) => ReferenceEquals(frame.Fields[0], field));
            case "firstTimeField":
                return new FieldMatching(static (field, frame, _) => ReferenceEquals(frame.TimeField, field));
            default:
                return null;
        }
    }

    private static FieldMatching? ColumnStyle(JsonElement options, TemplateValues values)
    {
        (string Name, Regex? Pattern)[] patterns = [.. options.EnumerateArray().Select(item => TemplateText.Expand(item.GetString()!, values, "regex"))
            .Select(static text => (text, PatternText.Parse(text is ['/', ..] ? text : $"^(?:{text})$")))];
        return patterns[0].Pattern is null ? null : new FieldMatching((field, _, name) => Fits(patterns[0], field, name) && !patterns.Skip(1).Any(earlier => Fits(earlier, field, name)));

        static bool Fits((string Name, Regex? Pattern) wanted, FrameField field, string name) =>
            name == wanted.Name || field.Name == wanted.Name || (wanted.Pattern is { } pattern && (PatternText.IsMatch(pattern, name) || PatternText.IsMatch(pattern, field.Name)));
    }

    private static FieldMatching Names(JsonElement options)
    {
        HashSet<string> names = Texts(options.ValueKind == JsonValueKind.Object && options.TryGetProperty("names", out JsonElement list) ? list : options);
        bool excludes = options.ValueKind == JsonValueKind.Object && options.TryGetProperty("mode", out JsonElement mode) && mode.ValueKind == JsonValueKind.String && mode.GetString() == "exclude";
        return new FieldMatching((field, _, name) => field.Type == FieldType.Time ? !excludes && names.Contains(name) : names.Contains(name) != excludes);
    }

    private static FieldMatching Value(JsonElement json)
    {
        var options = new TransformationOptions(json);
        string reducer = options.Text("reducer", "lastNotNull");
        string sign = options.Text("op", ">=");
        double bound = options.Number("value") ?? 0;
        return new FieldMatching((field, _, _) =>
        {
            if (field.Type != FieldType.Number)
            {
                return false;
            }

            CellValue value = FieldReducer.Reduce(field.Column, reducer);
            if (value.IsMissing)
            {
                return false;
            }

            return sign switch
            {
                ">=" => value.Number >= bound,
                ">" => value.Number > bound,
                "<=" => value.Number <= bound,
                "<" => value.Number < bound,
                "!=" => !value.Number.Equals(bound),
                _ => value.Number.Equals(bound),
            };
        });
    }

    private static HashSet<string> Texts(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)]
        : [];

    private static string TypeName(FieldType type) => type switch { FieldType.Time => "time", FieldType.Number => "number", FieldType.Frame => "frame", _ => "string" };
}
