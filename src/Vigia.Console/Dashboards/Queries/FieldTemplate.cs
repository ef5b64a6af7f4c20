using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>Texts about one field: <c>${__field.labels.job}</c>, <c>${__field.displayName}</c>, <c>${__series.name}</c>. What depends on a row is left for the page.</summary>
internal static class FieldTemplate
{
    private const string LabelsPrefix = "labels";

    public static string Expand(string text, FrameField field, Frame frame, string name, TemplateValues values) =>
        TemplateText.Expand(
            text,
            reference => reference.Name switch
            {
                "__field" => OfField(reference.Field, field, name),
                "__series" when reference.Field is "name" or "" => frame.Name.Length > 0 ? frame.Name : name,
                _ when reference.Name.StartsWith("__value", StringComparison.Ordinal) || reference.Name.StartsWith("__data", StringComparison.Ordinal)
                    || reference.Name.StartsWith("__cell", StringComparison.Ordinal) => null,
                _ => values.Text(reference, "glob"),
            },
            tracksQuotes: false);

    private static string? OfField(string part, FrameField field, string name)
    {
        if (part is "displayName" or "")
        {
            return name;
        }

        if (part == "name")
        {
            return field.Name;
        }

        if (part == LabelsPrefix)
        {
            return string.Join(", ", field.Labels.Select(static label => $"{label.Name}=\"{label.Value}\""));
        }

        return part.StartsWith(LabelsPrefix, StringComparison.Ordinal)
            ? field.Labels[part[LabelsPrefix.Length..].TrimStart('.').Trim('[', ']', '"', '\'')]
            : null;
    }
}
