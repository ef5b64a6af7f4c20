using Vigia.Console.Dashboards.Frames;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Reduces every field of numbers: to a row of one table each, or in its place.</summary>
internal static class ReduceTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        IReadOnlyList<string> calcs = options.Texts("reducers") is { Count: > 0 } wanted ? wanted : ["max"];
        return options.Text("mode", "seriesToRows") == "reduceFields"
            ? [.. frames.Select(frame => InPlace(frame, calcs[0], options.Flag("includeTimeField")))]
            : [Rows(frames, calcs, options.Flag("labelsToFields"))];
    }

    private static Frame InPlace(Frame frame, string calc, bool keepsTime) => frame with
    {
        Fields =
        [
            .. frame.Fields.Where(field => field.Type == FieldType.Number || (keepsTime && field.Type == FieldType.Time))
                .Select(field => field with { Column = FieldColumn.Of(field.Type, [FieldReducer.Reduce(field.Column, field.Type == FieldType.Time ? "last" : calc)]) }),
        ],
    };

    private static Frame Rows(IReadOnlyList<Frame> frames, IReadOnlyList<string> calcs, bool hasLabels)
    {
        (Frame Frame, FrameField Field)[] series = [.. frames.SelectMany(static frame => frame.Fields.Where(static field => field.Type == FieldType.Number).Select(field => (frame, field)))];
        var fields = new List<FrameField>
        {
            new() { Name = "Field", Column = FieldColumn.OfTexts([.. series.Select(one => hasLabels ? one.Field.Name : FieldNames.Of(one.Field, one.Frame, frames))]) },
        };
        if (hasLabels)
        {
            foreach (string name in series.SelectMany(static one => one.Field.Labels.Select(static label => label.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                fields.Add(new FrameField { Name = name, Column = FieldColumn.OfTexts([.. series.Select(one => one.Field.Labels.Contains(name) ? one.Field.Labels[name] : null)]) });
            }
        }

        foreach (string calc in calcs)
        {
            CellValue[] values = [.. series.Select(one => FieldReducer.Reduce(one.Field.Column, calc))];
            fields.Add(new FrameField { Name = FieldReducer.Label(calc), Column = FieldColumn.Of(FieldType.Number, values) });
        }

        return new Frame { RefId = frames.Count > 0 ? frames[0].RefId : "", Fields = fields };
    }
}
