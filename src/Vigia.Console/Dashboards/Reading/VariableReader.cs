using System.Text.Json;
using Vigia.Console.Dashboards.Model;

namespace Vigia.Console.Dashboards.Reading;

/// <summary>Reads <c>templating.list</c>.</summary>
internal static class VariableReader
{
    private const int MaxVariables = 200;

    public static IReadOnlyList<DashboardVariable> Read(JsonFields templating)
    {
        var variables = new List<DashboardVariable>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonFields fields in templating.Items("list"))
        {
            string name = fields.Text("name");
            if (name.Length == 0 || !names.Add(name))
            {
                fields.Notices.Add(fields.Path + ".name", name.Length == 0 ? "a variable without a name; left out" : $"a second variable '{name}'; left out");
                continue;
            }

            if (variables.Count == MaxVariables)
            {
                fields.Notices.Add(templating.Path, FormattableString.Invariant($"more than {MaxVariables} variables; the rest is left out"));
                break;
            }

            variables.Add(ReadVariable(fields, name));
        }

        return variables;
    }

    private static DashboardVariable ReadVariable(JsonFields fields, string name)
    {
        string type = fields.Text("type", "query");
        JsonFields current = fields["current"].ValueKind == JsonValueKind.Object ? fields.Object("current") : default;
        return new DashboardVariable
        {
            Name = name,
            Kind = Kind(type),
            Type = type,
            Label = fields.Text("label"),
            Description = fields.Text("description"),
            Hide = Math.Clamp(fields.Integer("hide"), 0, 2),
            Query = Query(fields),
            DataSource = DataSourceReader.Read(fields),
            Regex = fields.Text("regex"),
            Sort = fields.Integer("sort"),
            Refresh = fields["refresh"].ValueKind == JsonValueKind.True ? 1 : fields["refresh"].ValueKind == JsonValueKind.False ? 0 : fields.Integer("refresh"),
            IsMulti = fields.Flag("multi"),
            IncludesAll = fields.Flag("includeAll"),
            AllValue = fields.Text("allValue"),
            Current = current.IsObject ? current.Texts("value") : [],
            CurrentText = current.IsObject ? current.Texts("text") : [],
            HasAuto = fields.Flag("auto"),
            AutoCount = Math.Clamp(fields.Integer("auto_count", 30), 1, 1000),
            AutoMinimum = fields.Text("auto_min", "10s"),
            Filters = [.. fields.Items("filters").Select(static filter => new AdhocFilter(filter.Text("key"), filter.Text("operator", "="), filter.Text("value")))],
            SavedOptions = [.. SavedOptions(fields)],
        };
    }

    /// <summary>A text, or an object that holds one; <c>definition</c> is a copy for readers.</summary>
    private static string Query(JsonFields fields)
    {
        JsonElement query = fields["query"];
        if (query.ValueKind != JsonValueKind.Object)
        {
            string text = fields.Text("query");
            return text.Length > 0 ? text : fields.Text("definition");
        }

        JsonFields parts = fields.Object("query");
        foreach (string name in new[] { "query", "rawQuery", "expr" })
        {
            if (parts.Text(name) is { Length: > 0 } found)
            {
                return found;
            }
        }

        string label = parts.Text("label");
        string metric = parts.Text("metric");
        return label.Length == 0 ? fields.Text("definition") : metric.Length == 0 ? $"label_values({label})" : $"label_values({metric}, {label})";
    }

    private static IEnumerable<string> SavedOptions(JsonFields fields)
    {
        if (fields["options"].ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (JsonFields option in fields.Items("options"))
        {
            if (option.Text("value") is { Length: > 0 } value and not "$__all")
            {
                yield return value;
            }
        }
    }

    private static VariableKind Kind(string type) => type switch
    {
        "query" => VariableKind.Query,
        "custom" => VariableKind.Custom,
        "textbox" => VariableKind.TextBox,
        "interval" => VariableKind.Interval,
        "datasource" => VariableKind.DataSource,
        "constant" => VariableKind.Constant,
        "adhoc" => VariableKind.Adhoc,
        _ => VariableKind.Other,
    };
}
