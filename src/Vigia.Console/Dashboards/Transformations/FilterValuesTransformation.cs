using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Keeps or leaves out rows by conditions on their values.</summary>
internal static class FilterValuesTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        TransformationOptions[] filters = [.. options["filters"].Items];
        bool excludes = options.Text("type", "include") == "exclude";
        bool needsAll = options.Text("match", "any") == "all";
        return filters.Length == 0 ? frames : [.. frames.Select(frame => Filter(frame, frames, filters, excludes, needsAll, context))];
    }

    private static Frame Filter(Frame frame, IReadOnlyList<Frame> all, TransformationOptions[] filters, bool excludes, bool needsAll, TransformationContext context)
    {
        var tests = new List<(FieldColumn Column, Func<CellValue, bool> Test)>();
        foreach (TransformationOptions filter in filters)
        {
            string name = TemplateText.Expand(filter.Text("fieldName"), context.Values);
            if (frame.Fields.FirstOrDefault(field => FieldNames.Of(field, frame, all) == name) is { } field
                && ValueCondition.Of(filter["config"], context) is { } test)
            {
                tests.Add((field.Column, test));
            }
        }

        if (tests.Count == 0)
        {
            return frame;
        }

        var rows = new List<int>();
        for (int row = 0; row < frame.Rows; row++)
        {
            bool holds = needsAll ? tests.All(one => one.Test(one.Column[row])) : tests.Any(one => one.Test(one.Column[row]));
            if (holds != excludes)
            {
                rows.Add(row);
            }
        }

        return frame.Pick(rows);
    }
}
