using Vigia.Console.Dashboards.Frames;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>All series as one table of time, metric and value, the newest first.</summary>
internal static class SeriesToRowsTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        var rows = new List<(long Time, string Metric, double Value)>();
        foreach (Frame frame in frames)
        {
            if (frame.TimeField is not { } time)
            {
                continue;
            }

            foreach (FrameField field in frame.Fields.Where(static field => field.Type == FieldType.Number))
            {
                string name = FieldNames.Of(field, frame, frames);
                for (int i = 0; i < field.Count && rows.Count < TransformationContext.MaxRows; i++)
                {
                    rows.Add((time.Column.Times.Span[i], name, field.Column.Numbers.Span[i]));
                }
            }
        }

        rows.Sort(static (a, b) => b.Time.CompareTo(a.Time));
        return
        [
            new Frame
            {
                RefId = frames.Count > 0 ? frames[0].RefId : "",
                Fields =
                [
                    new FrameField { Name = "Time", Column = FieldColumn.OfTimes(rows.Select(static row => row.Time).ToArray()) },
                    new FrameField { Name = "Metric", Column = FieldColumn.OfTexts([.. rows.Select(static row => row.Metric)]) },
                    new FrameField { Name = "Value", Column = FieldColumn.OfNumbers(rows.Select(static row => row.Value).ToArray()) },
                ],
            },
        ];
    }
}
