using System.Text.Json;
using Vigia.Console.Dashboards.Model;

namespace Vigia.Console.Dashboards.Reading;

/// <summary>Reads the field <c>datasource</c>: an object, a name, or nothing.</summary>
internal static class DataSourceReader
{
    public static DataSourceReference Read(JsonFields holder)
    {
        JsonElement value = holder["datasource"];
        return value.ValueKind switch
        {
            JsonValueKind.Object => new JsonFields(value, holder.Path + ".datasource", holder.Notices) is var fields
                ? new DataSourceReference(fields.Text("type"), fields.Text("uid")) : DataSourceReference.Default,
            JsonValueKind.String when value.GetString() is { Length: > 0 } and not "default" => new DataSourceReference("", value.GetString()!),
            _ => DataSourceReference.Default,
        };
    }
}
