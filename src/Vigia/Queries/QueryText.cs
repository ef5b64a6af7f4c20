using System.Text.Json;
using Vigia.Model.Labels;

namespace Vigia.Queries;

/// <summary>Answers as text, one sample a line, as promtool prints them.</summary>
internal static class QueryText
{
    public static void Write(TextWriter output, JsonElement data)
    {
        JsonElement result = data.GetProperty("result");
        switch (data.GetProperty("resultType").GetString())
        {
            case "scalar" or "string":
                output.WriteLine($"{result[1].GetString()} @[{result[0].GetRawText()}]");
                break;
            case "vector":
                foreach (JsonElement sample in result.EnumerateArray())
                {
                    JsonElement point = sample.TryGetProperty("value", out JsonElement value) ? value : sample.GetProperty("histogram");
                    output.WriteLine($"{Series(sample.GetProperty("metric"))} => {Text(point[1])} @[{point[0].GetRawText()}]");
                }

                break;
            default:
                foreach (JsonElement series in result.EnumerateArray())
                {
                    WriteSeries(output, series);
                }

                break;
        }
    }

    /// <summary>A series as a selector.</summary>
    public static string Series(JsonElement labels) =>
        LabelSet.From(labels.EnumerateObject().Select(static label => new Label(label.Name, label.Value.GetString()!))).ToString();

    private static void WriteSeries(TextWriter output, JsonElement series)
    {
        output.WriteLine($"{Series(series.GetProperty("metric"))} =>");
        foreach (string kind in new[] { "values", "histograms" })
        {
            if (series.TryGetProperty(kind, out JsonElement points))
            {
                foreach (JsonElement point in points.EnumerateArray())
                {
                    output.WriteLine($"{Text(point[1])} @[{point[0].GetRawText()}]");
                }
            }
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
