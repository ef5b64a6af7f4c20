using System.Text.Json.Nodes;

namespace Vigia.Console.Dashboards.Reading.Migration;

/// <summary>The first stat, gauge and bargauge panels kept field settings in <c>options.fieldOptions</c>, and before that on the options themselves.</summary>
internal static class FieldOptionsMigration
{
    public static void Apply(JsonObject panel)
    {
        JsonObject? options = panel.Object("options");
        if (options is not null && options.Object("fieldOptions") is { } old)
        {
            JsonObject config = panel.Ensure("fieldConfig");
            config.SetAbsent("defaults", old.Copy("defaults"));
            config.SetAbsent("overrides", old.Copy("overrides"));
            JsonObject reduce = options.Ensure("reduceOptions");
            reduce.SetAbsent("calcs", old.Copy("calcs"));
            reduce.SetAbsent("values", old.Copy("values"));
            JsonObject defaults = config.Ensure("defaults");
            defaults.SetAbsent("mappings", old.Copy("mappings"));
            if (old["thresholds"] is JsonArray steps)
            {
                defaults.SetAbsent("thresholds", new JsonObject { ["mode"] = "absolute", ["steps"] = steps.DeepClone() });
            }

            if (defaults.Text("title") is { } title)
            {
                defaults.SetAbsent("displayName", title);
            }

            options.Remove("fieldOptions");
        }

        Steps(panel);
    }

    /// <summary>The lowest threshold reaches down without end; some files write that as a number or leave it out.</summary>
    private static void Steps(JsonObject panel)
    {
        if (panel.Object("fieldConfig").Object("defaults").Object("thresholds")?["steps"] is JsonArray { Count: > 0 } steps && steps[0] is JsonObject first)
        {
            first["value"] = null;
        }
    }
}
