using System.Text.RegularExpressions;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Keeps or leaves out fields by name or expression.</summary>
internal static class FilterFieldsTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        Func<string, bool>? include = Selection(options["include"], context);
        Func<string, bool>? exclude = Selection(options["exclude"], context);
        var kept = new List<Frame>();
        foreach (Frame frame in frames)
        {
            FrameField[] fields =
            [
                .. frame.Fields.Where(field => FieldNames.Of(field, frame, frames) is var name
                    && (include is null || include(name)) && (exclude is null || !exclude(name))),
            ];
            if (fields.Length > 0)
            {
                kept.Add(frame with { Fields = fields });
            }
        }

        return kept;
    }

    private static Func<string, bool>? Selection(TransformationOptions options, TransformationContext context)
    {
        HashSet<string> names = [.. options.Texts("names").Select(name => TemplateText.Expand(name, context.Values))];
        foreach (string variable in options.Texts("variable").Append(options.Text("variable")))
        {
            if (variable.Length > 0)
            {
                names.UnionWith(context.Values.Scope.Find(variable.TrimStart('$'))?.Values ?? []);
            }
        }

        string text = TemplateText.Expand(options.Text("pattern"), context.Values, "regex");
        Regex? pattern = text.Length == 0 ? null : PatternText.Parse(text);
        if (text.Length > 0 && pattern is null)
        {
            context.Notice($"filterFieldsByName: '{text}' is no expression that is understood here.");
        }

        return names.Count == 0 && pattern is null ? null : name => names.Contains(name) || (pattern is not null && PatternText.IsMatch(pattern, name));
    }
}
