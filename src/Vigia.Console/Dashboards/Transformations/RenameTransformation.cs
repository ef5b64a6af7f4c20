using System.Text.RegularExpressions;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Renames fields that match an expression.</summary>
internal static class RenameTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        string text = TemplateText.Expand(options.Text("regex"), context.Values, "regex");
        if (PatternText.Parse(text) is not { } pattern)
        {
            context.Notice($"renameByRegex: '{text}' is no expression that is understood here; nothing is renamed.");
            return frames;
        }

        string replacement = TemplateText.Expand(options.Text("renamePattern"), context.Values);

        // JavaScript replaces the first match unless the expression says all.
        bool isGlobal = text.Length > 1 && text[0] == '/' && text[(text.LastIndexOf('/') + 1)..].Contains('g', StringComparison.Ordinal);
        return [.. frames.Select(frame => frame with { Fields = [.. frame.Fields.Select(field => Rename(field, frame, frames, pattern, replacement, isGlobal))] })];
    }

    private static FrameField Rename(FrameField field, Frame frame, IReadOnlyList<Frame> all, Regex pattern, string replacement, bool isGlobal)
    {
        string name = FieldNames.Of(field, frame, all);
        if (field.Type == FieldType.Time && name == "Time")
        {
            return field;
        }

        try
        {
            return pattern.IsMatch(name) ? field with { Renamed = pattern.Replace(name, replacement, isGlobal ? -1 : 1) } : field;
        }
        catch (RegexMatchTimeoutException)
        {
            return field;
        }
    }
}
