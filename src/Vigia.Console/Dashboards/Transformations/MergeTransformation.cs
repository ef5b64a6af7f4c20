using Vigia.Console.Dashboards.Frames;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>All frames as one table; rows that agree in the fields that all frames have become one where they do not contradict each other.</summary>
internal static class MergeTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        Frame[] filled = [.. frames.Where(static frame => frame.Fields.Count > 0)];
        if (filled.Length < 2)
        {
            return filled;
        }

        string NameOf(Frame frame, FrameField field) => field.Type == FieldType.Time ? field.Name : FieldNames.Of(field, frame, frames);
        var columns = new Dictionary<string, FrameField>(StringComparer.Ordinal);
        foreach (Frame frame in filled)
        {
            foreach (FrameField field in frame.Fields)
            {
                columns.TryAdd(NameOf(frame, field), field);
            }
        }

        string[] names = [.. columns.Keys];
        HashSet<string> keys = [.. names.Where(name => filled.All(frame => frame.Fields.Any(field => NameOf(frame, field) == name)))];
        var rows = new List<CellValue[]>();
        var byKey = new Dictionary<string, List<CellValue[]>>(StringComparer.Ordinal);
        foreach (Frame frame in filled)
        {
            int[] places = [.. frame.Fields.Select(field => Array.IndexOf(names, NameOf(frame, field)))];
            for (int row = 0; row < frame.Rows && rows.Count < TransformationContext.MaxRows; row++)
            {
                Add(frame, row, places, names, keys, rows, byKey);
            }
        }

        return [new Frame { RefId = filled[0].RefId, Fields = [.. names.Select((name, i) => columns[name] with { Column = FieldColumn.Of(columns[name].Type, [.. rows.Select(row => row[i])]) })] }];
    }

    private static void Add(
        Frame frame, int row, int[] places, string[] names, HashSet<string> keys, List<CellValue[]> rows, Dictionary<string, List<CellValue[]>> byKey)
    {
        var values = new CellValue[names.Length];
        Array.Fill(values, CellValue.None);
        for (int i = 0; i < places.Length; i++)
        {
            values[places[i]] = frame.Fields[i].Column[row];
        }

        string key = string.Join('\u0001', names.Select((name, i) => keys.Contains(name) ? values[i].ToString() : ""));
        if (!byKey.TryGetValue(key, out List<CellValue[]>? same))
        {
            byKey[key] = same = [];
        }

        foreach (CellValue[] other in same)
        {
            if (Fits(other, values))
            {
                for (int i = 0; i < values.Length; i++)
                {
                    other[i] = other[i].IsMissing ? values[i] : other[i];
                }

                return;
            }
        }

        same.Add(values);
        rows.Add(values);
    }

    private static bool Fits(CellValue[] one, CellValue[] other)
    {
        for (int i = 0; i < one.Length; i++)
        {
            if (!one[i].IsMissing && !other[i].IsMissing && one[i].ToString() != other[i].ToString())
            {
                return false;
            }
        }

        return true;
    }
}
