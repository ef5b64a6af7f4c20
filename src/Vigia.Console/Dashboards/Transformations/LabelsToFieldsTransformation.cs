using Vigia.Console.Dashboards.Frames;
using Vigia.Model.Labels;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Makes fields, or rows, of series' labels.</summary>
internal static class LabelsToFieldsTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        IReadOnlyList<string> kept = options.Texts("keepLabels");
        if (options.Text("mode", "columns") == "rows")
        {
            return [.. frames.SelectMany(frame => frame.Fields.Where(static field => field.Labels.Count > 0).Select(field => Rows(frame, field, frames, kept)))];
        }

        string valueLabel = options.Text("valueLabel");
        Frame[] tables = [.. frames.Select(frame => Columns(frame, valueLabel, kept))];
        return MergeTransformation.Apply(tables, options, context);
    }

    private static Frame Columns(Frame frame, string valueLabel, IReadOnlyList<string> kept)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var fields = new List<FrameField>();
        foreach (FrameField field in frame.Fields)
        {
            foreach (Label label in field.Labels.Span)
            {
                if (label.Name != valueLabel && (kept.Count == 0 || kept.Contains(label.Name)))
                {
                    labels.TryAdd(label.Name, label.Value);
                }
            }

            string name = field.Labels[valueLabel] is { Length: > 0 } value ? value : field.Labels.MetricName is { Length: > 0 } metric ? metric : field.Name;
            fields.Add(field.Type == FieldType.Time ? field : field with { Name = name, Legend = null, Labels = LabelSet.Empty });
        }

        labels.Remove(LabelNames.MetricName);
        IEnumerable<FrameField> columns = labels.Select(label => new FrameField
        {
            Name = label.Key,
            Column = FieldColumn.OfTexts(Enumerable.Repeat<string?>(label.Value, frame.Rows).ToArray()),
        });
        return frame with
        {
            Fields = [.. fields.Where(static field => field.Type == FieldType.Time), .. columns, .. fields.Where(static field => field.Type != FieldType.Time)],
        };
    }

    private static Frame Rows(Frame frame, FrameField field, IReadOnlyList<Frame> all, IReadOnlyList<string> kept)
    {
        Label[] labels = [.. field.Labels.Where(label => kept.Count == 0 || kept.Contains(label.Name))];
        return new Frame
        {
            RefId = frame.RefId,
            Name = FieldNames.Of(field, frame, all),
            Fields =
            [
                new FrameField { Name = "label", Column = FieldColumn.OfTexts([.. labels.Select(static label => label.Name)]) },
                new FrameField { Name = "value", Column = FieldColumn.OfTexts([.. labels.Select(static label => label.Value)]) },
            ],
        };
    }
}
