using Vigia.Console.Dashboards.Frames;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>All frames' fields side by side in one, row by row.</summary>
internal static class ConcatenateTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        if (frames.Count < 2)
        {
            return frames;
        }

        int rows = frames.Max(static frame => frame.Rows);
        string mode = options.Text("frameNameMode", "field");
        string label = options.Text("frameNameLabel", "frame");
        var fields = new List<FrameField>();
        foreach (Frame frame in frames)
        {
            foreach (FrameField field in frame.Fields.Take(TransformationContext.MaxFields - fields.Count))
            {
                FrameField named = frame.Name.Length == 0 ? field : mode switch
                {
                    "label" => field with { Labels = field.Labels.With(label, frame.Name) },
                    "field" when field.Type != FieldType.Time && field.Legend is null => field with { Renamed = frame.Name + " " + field.Name },
                    _ => field,
                };
                fields.Add(named with { Column = Longer(field.Column, rows), RefId = field.RefId ?? frame.RefId });
            }
        }

        return [new Frame { RefId = frames[0].RefId, Fields = fields }];
    }

    private static FieldColumn Longer(FieldColumn column, int rows) => column.Count == rows
        ? column
        : FieldColumn.Of(column.Type, [.. Enumerable.Range(0, rows).Select(i => i < column.Count ? column[i] : CellValue.None)]);
}
