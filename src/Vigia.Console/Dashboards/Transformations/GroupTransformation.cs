using Vigia.Console.Dashboards.Frames;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>A row for each distinct combination of some fields, and calculations over the others.</summary>
internal static class GroupTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        var groups = new HashSet<string>(StringComparer.Ordinal);
        var calcs = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach ((string name, TransformationOptions one) in options["fields"].Fields)
        {
            if (one.Text("operation") == "groupby")
            {
                groups.Add(name);
            }
            else if (one.Text("operation") == "aggregate" && one.Texts("aggregations") is { Count: > 0 } wanted)
            {
                calcs[name] = wanted;
            }
        }

        return groups.Count == 0 ? frames : [.. frames.Select(frame => Group(frame, frames, groups, calcs)).OfType<Frame>()];
    }

    private static Frame? Group(Frame frame, IReadOnlyList<Frame> all, HashSet<string> groups, Dictionary<string, IReadOnlyList<string>> calcs)
    {
        FrameField[] keys = [.. frame.Fields.Where(field => groups.Contains(FieldNames.Of(field, frame, all)))];
        if (keys.Length == 0)
        {
            return null;
        }

        var rows = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var order = new List<List<int>>();
        for (int row = 0; row < frame.Rows; row++)
        {
            string key = string.Join('\u0001', keys.Select(field => field.Column[row].ToString()));
            if (!rows.TryGetValue(key, out List<int>? members))
            {
                rows[key] = members = [];
                order.Add(members);
            }

            members.Add(row);
        }

        int[] firsts = [.. order.Select(static members => members[0])];
        List<FrameField> fields = [.. keys.Select(field => field with { Column = field.Column.Pick(firsts) })];
        foreach (FrameField field in frame.Fields)
        {
            string name = FieldNames.Of(field, frame, all);
            foreach (string calc in calcs.GetValueOrDefault(name, []))
            {
                CellValue[] values = [.. order.Select(members => FieldReducer.Reduce(field.Column.Pick(members), calc))];
                bool keepsType = calc is "first" or "last" or "firstNotNull" or "lastNotNull";
                string label = $"{name} ({calc})";
                fields.Add(field with { Name = label, Renamed = null, Legend = null, Labels = Vigia.Model.Labels.LabelSet.Empty, Column = FieldColumn.Of(keepsType ? field.Type : FieldType.Number, values) });
            }
        }

        return frame with { Fields = fields };
    }
}
