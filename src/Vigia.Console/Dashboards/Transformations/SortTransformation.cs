using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Orders rows by a field.</summary>
internal static class SortTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        TransformationOptions by = options["sort"].Items.FirstOrDefault();
        string name = TemplateText.Expand(by.Text("field"), context.Values);
        return name.Length == 0 ? frames : [.. frames.Select(frame => Sort(frame, frames, name, by.Flag("desc")))];
    }

    private static Frame Sort(Frame frame, IReadOnlyList<Frame> all, string name, bool isDescending)
    {
        if (frame.Fields.FirstOrDefault(field => FieldNames.Of(field, frame, all) == name) is not { } field)
        {
            return frame;
        }

        var order = Comparer<int>.Create((a, b) =>
        {
            (CellValue left, CellValue right) = (field.Column[a], field.Column[b]);
            bool reverses = isDescending && !left.IsMissing && !right.IsMissing;
            return reverses ? right.CompareWith(left) : left.CompareWith(right);
        });
        return frame.Pick([.. Enumerable.Range(0, frame.Rows).Order(order)]);
    }
}
