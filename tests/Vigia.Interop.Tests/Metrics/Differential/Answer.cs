using System.Globalization;
using System.Text.Json;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>What a server said to a query.</summary>
internal sealed class Answer
{
    private Answer(int status, JsonElement root, string text) => (Status, Root, Text) = (status, root, text);

    public int Status { get; }

    public JsonElement Root { get; }

    public string Text { get; }

    public bool IsSuccess => Status == 200;

    public JsonElement Result => Root.GetProperty("data").GetProperty("result");

    public string? Type => Root.GetProperty("data").GetProperty("resultType").GetString();

    public static async Task<Answer> AskAsync(HttpClient client, Uri query, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await client.GetAsync(query, cancellationToken);
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        using JsonDocument document = JsonDocument.Parse(text);
        return new Answer((int)answer.StatusCode, document.RootElement.Clone(), text);
    }

    /// <summary>Labels in the order of their names, and the samples.</summary>
    public IEnumerable<(string Labels, IReadOnlyList<(decimal Time, double Value)> Samples)> Series()
    {
        foreach (JsonElement series in Result.EnumerateArray())
        {
            string labels = string.Join(',', series.GetProperty("metric").EnumerateObject()
                .Select(label => $"{label.Name}={label.Value.GetRawText()}").Order(StringComparer.Ordinal));
            IEnumerable<JsonElement> samples = series.TryGetProperty("values", out JsonElement values) ? values.EnumerateArray() : [series.GetProperty("value")];
            yield return (labels, [.. samples.Select(static sample => (sample[0].GetDecimal(), Number(sample[1].GetString()!)))]);
        }
    }

    /// <summary>The largest number in it that is finite; 0 where there is none.</summary>
    public double Magnitude() => !IsSuccess || Type is not ("vector" or "matrix")
        ? 0
        : Series().SelectMany(series => series.Samples).Select(sample => Math.Abs(sample.Value)).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
