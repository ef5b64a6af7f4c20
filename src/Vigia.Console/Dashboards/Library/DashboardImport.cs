using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Reading;
using Vigia.Console.Dashboards.Variables;

namespace Vigia.Console.Dashboards.Library;

/// <summary>Answers what an export asks its importer for: <c>${DS_PROMETHEUS}</c> becomes a data source, <c>${VAR_X}</c> a value.</summary>
internal static class DashboardImport
{
    /// <summary>The file with its inputs answered and its uid written in; untouched where there is nothing to do.</summary>
    public static ReadOnlyMemory<byte> Prepare(ReadOnlyMemory<byte> json, Dashboard dashboard, IReadOnlyDictionary<string, string> answers)
    {
        ReadOnlySpan<byte> text = json.Span.StartsWith("\uFEFF"u8) ? json.Span[3..] : json.Span;
        var options = new JsonDocumentOptions { MaxDepth = DashboardReader.MaxDepth, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        JsonObject file = JsonNode.Parse(text, nodeOptions: null, options)!.AsObject();
        JsonObject classic = file["dashboard"] as JsonObject ?? file["spec"] as JsonObject ?? file;
        bool hasUid = classic.Text("uid") == dashboard.Uid;
        if (dashboard.Inputs.Count == 0 && hasUid && ReferenceEquals(classic, file))
        {
            return json;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DashboardInput input in dashboard.Inputs)
        {
            values["${" + input.Name + "}"] = answers.TryGetValue(input.Name, out string? answer) ? answer
                : input.Type == "datasource" && DataSources.IsPrometheus(input.PluginId) ? VariableResolver.OwnDataSource
                : input.Type == "datasource" ? input.PluginId
                : input.Value;
        }

        JsonObject saved = file.Has("apiVersion") ? file : (JsonObject)classic.DeepClone();
        JsonObject target = file.Has("apiVersion") ? classic : saved;
        target["uid"] = dashboard.Uid;
        target.Remove("__inputs");
        target.Remove("__requires");
        Replace(target, values);
        return Encoding.UTF8.GetBytes(saved.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    private static void Replace(JsonNode node, Dictionary<string, string> values)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach ((string name, JsonNode? value) in fields.ToList())
                {
                    if (value is JsonValue && value.GetValueKind() == JsonValueKind.String)
                    {
                        fields[name] = Replaced(value.GetValue<string>(), values);
                    }
                    else if (value is not null)
                    {
                        Replace(value, values);
                    }
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    if (list[i] is JsonValue value && value.GetValueKind() == JsonValueKind.String)
                    {
                        list[i] = Replaced(value.GetValue<string>(), values);
                    }
                    else if (list[i] is { } item)
                    {
                        Replace(item, values);
                    }
                }

                break;
            default:
                break;
        }
    }

    private static string Replaced(string text, Dictionary<string, string> values)
    {
        foreach ((string name, string value) in values)
        {
            text = text.Replace(name, value, StringComparison.Ordinal);
        }

        return text;
    }
}
