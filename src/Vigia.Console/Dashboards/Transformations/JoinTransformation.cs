using Vigia.Console.Dashboards.Frames;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>One frame with a row for each value of a field, by default the time, and all other fields beside it.</summary>
internal static class JoinTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        string name = options.Text("byField");
        return Join(frames, name, options.Text("mode") is "inner", context);
    }

    /// <summary>Joins; frames without the field are left out.</summary>
    public static IReadOnlyList<Frame> Join(IReadOnlyList<Frame> frames, string name, bool isInner, TransformationContext context)
    {
        var parts = new List<(Frame Frame, FrameField Key)>();
        foreach (Frame frame in frames)
        {
            FrameField? key = name.Length == 0 ? frame.TimeField : frame.Fields.FirstOrDefault(field => field.Name == name || FieldNames.Of(field, frame, frames) == name);
            if (key is not null && frame.Rows > 0)
            {
                parts.Add((frame, key));
            }
        }

        if (parts.Count == 0)
        {
            return [];
        }

        List<CellValue> keys = Keys(parts, isInner);
        if (keys.Count > TransformationContext.MaxRows)
        {
            context.Notice($"The joined table has more than {TransformationContext.MaxRows} rows; the rest is left out.");
            keys.RemoveRange(TransformationContext.MaxRows, keys.Count - TransformationContext.MaxRows);
        }

        var rows = new Dictionary<string, int>(keys.Count, StringComparer.Ordinal);
        for (int i = 0; i < keys.Count; i++)
        {
            rows[keys[i].ToString()] = i;
        }

        var fields = new List<FrameField> { parts[0].Key with { Column = FieldColumn.Of(parts[0].Key.Type, keys), RefId = null } };
        foreach ((Frame frame, FrameField key) in parts)
        {
            foreach (FrameField field in frame.Fields)
            {
                if (!ReferenceEquals(field, key) && fields.Count < TransformationContext.MaxFields)
                {
                    fields.Add(field with { Column = Spread(field.Column, key.Column, rows), RefId = field.RefId ?? frame.RefId });
                }
            }
        }

        return [new Frame { RefId = parts[0].Frame.RefId, Fields = fields }];
    }

    private static List<CellValue> Keys(List<(Frame Frame, FrameField Key)> parts, bool isInner)
    {
        var seen = new Dictionary<string, (CellValue Value, int Frames, int Last)>(StringComparer.Ordinal);
        var order = new List<string>();
        for (int p = 0; p < parts.Count; p++)
        {
            FieldColumn column = parts[p].Key.Column;
            for (int i = 0; i < column.Count; i++)
            {
                string key = column[i].ToString();
                if (!seen.TryGetValue(key, out (CellValue Value, int Frames, int Last) entry))
                {
                    order.Add(key);
                    seen[key] = (column[i], 1, p);
                }
                else if (entry.Last != p)
                {
                    seen[key] = (entry.Value, entry.Frames + 1, p);
                }
            }
        }

        IEnumerable<CellValue> values = order.Select(key => seen[key]).Where(entry => !isInner || entry.Frames == parts.Count).Select(static entry => entry.Value);
        return parts[0].Key.Type == FieldType.Time ? [.. values.OrderBy(static value => value.Number)] : [.. values];
    }

    private static FieldColumn Spread(FieldColumn column, FieldColumn keys, Dictionary<string, int> rows)
    {
        var values = new CellValue[rows.Count];
        Array.Fill(values, CellValue.None);
        for (int i = 0; i < column.Count; i++)
        {
            if (rows.TryGetValue(keys[i].ToString(), out int row))
            {
                values[row] = column[i];
            }
        }

        return FieldColumn.Of(column.Type, values);
    }
}
