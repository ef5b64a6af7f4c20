using Vigia.Console.Dashboards.Layout;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Dashboards.Variables;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Console.Dashboards.Json;

/// <summary>Writes variables for the page's pickers, and the layout that their values make.</summary>
internal static class VariablesWriter
{
    public static void Write(ApiJson json, IReadOnlyList<ResolvedVariable> variables, QueryRange range, IReadOnlyList<LayoutItem> layout)
    {
        json.Raw("{\"from\":"u8);
        json.Number(range.From);
        json.Raw(",\"to\":"u8);
        json.Number(range.To);
        json.Raw(",\"variables\":["u8);
        bool isFirst = true;
        foreach (ResolvedVariable variable in variables)
        {
            json.Comma(ref isFirst);
            Write(json, variable);
        }

        json.Raw("],\"layout\":"u8);
        Write(json, layout);
        json.Raw("}"u8);
    }

    private static void Write(ApiJson json, ResolvedVariable resolved)
    {
        DashboardVariable variable = resolved.Variable;
        json.Raw("{\"name\":"u8);
        json.String(variable.Name);
        json.Raw(",\"type\":"u8);
        json.String(variable.Type);
        json.Raw(",\"label\":"u8);
        json.String(variable.Label.Length > 0 ? variable.Label : variable.Name);
        json.Raw(",\"description\":"u8);
        json.String(variable.Description);
        json.Raw(",\"hide\":"u8);
        json.Number((long)variable.Hide);
        json.Raw(",\"multi\":"u8);
        json.Boolean(variable.IsMulti);
        json.Raw(",\"includeAll\":"u8);
        json.Boolean(variable.IncludesAll);
        json.Raw(",\"refresh\":"u8);
        json.Number((long)variable.Refresh);
        json.Raw(",\"value\":"u8);
        json.Strings(resolved.Value.IsAll ? [VariableValue.All] : resolved.Value.Values);
        json.Raw(",\"options\":["u8);
        bool isFirst = true;
        if (variable.IncludesAll)
        {
            Option(json, "All", VariableValue.All, resolved.Value.IsAll, ref isFirst);
        }

        var selected = new HashSet<string>(resolved.Value.IsAll ? [] : resolved.Value.Values, StringComparer.Ordinal);
        foreach (VariableOption option in resolved.Options)
        {
            Option(json, option.Text, option.Value, selected.Contains(option.Value), ref isFirst);
        }

        json.Raw("],\"notice\":"u8);
        if (resolved.Notice is { } notice)
        {
            json.String(notice);
        }
        else
        {
            json.Raw("null"u8);
        }

        if (variable.Kind == VariableKind.Adhoc)
        {
            Filters(json, variable.Filters);
        }

        json.Raw("}"u8);
    }

    private static void Option(ApiJson json, string text, string value, bool isSelected, ref bool isFirst)
    {
        json.Comma(ref isFirst);
        json.Raw("{\"text\":"u8);
        json.String(text);
        json.Raw(",\"value\":"u8);
        json.String(value);
        json.Raw(",\"selected\":"u8);
        json.Boolean(isSelected);
        json.Raw("}"u8);
    }

    private static void Filters(ApiJson json, IReadOnlyList<AdhocFilter> filters)
    {
        json.Raw(",\"filters\":["u8);
        bool isFirst = true;
        foreach (AdhocFilter filter in filters)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"key\":"u8);
            json.String(filter.Key);
            json.Raw(",\"operator\":"u8);
            json.String(filter.Operator);
            json.Raw(",\"value\":"u8);
            json.String(filter.Value);
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }

    private static void Write(ApiJson json, IReadOnlyList<LayoutItem> layout)
    {
        json.Raw("["u8);
        bool isFirst = true;
        foreach (LayoutItem item in layout)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"panel\":"u8);
            json.Number(item.Panel.Id);
            json.Raw(",\"type\":"u8);
            json.String(item.Panel.Type);
            json.Raw(",\"title\":"u8);
            json.String(item.Title);
            json.Raw(",\"x\":"u8);
            json.Number((long)item.Position.X);
            json.Raw(",\"y\":"u8);
            json.Number((long)item.Position.Y);
            json.Raw(",\"w\":"u8);
            json.Number((long)item.Position.Width);
            json.Raw(",\"h\":"u8);
            json.Number((long)item.Position.Height);
            json.Raw(",\"repeat\":"u8);
            Repeat(json, item.Repeat);
            if (item.Panel.IsRow)
            {
                json.Raw(",\"collapsed\":"u8);
                json.Boolean(item.Panel.IsCollapsed);
                json.Raw(",\"items\":"u8);
                Write(json, item.Items);
            }

            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }

    private static void Repeat(ApiJson json, IReadOnlyDictionary<string, string> repeat)
    {
        if (repeat.Count == 0)
        {
            json.Raw("null"u8);
            return;
        }

        json.Raw("{"u8);
        bool isFirst = true;
        foreach ((string name, string value) in repeat)
        {
            json.Comma(ref isFirst);
            json.String(name);
            json.Raw(":"u8);
            json.Strings([value]);
        }

        json.Raw("}"u8);
    }
}
