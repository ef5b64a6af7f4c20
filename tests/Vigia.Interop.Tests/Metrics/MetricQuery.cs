using System.Globalization;
using System.Text.Json;

namespace Vigia.Interop.Tests.Metrics;

/// <summary>Asks a server of Prometheus' API.</summary>
internal static class MetricQuery
{
    /// <summary>The value of each series that an instant query finds, by its labels without those named.</summary>
    public static async Task<Dictionary<string, string>> ValuesAsync(HttpClient client, string query, IReadOnlyCollection<string> without, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await GetAsync(client, $"api/v1/query?query={Uri.EscapeDataString(query)}", cancellationToken);
        return answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().ToDictionary(
            series => string.Join(',', series.GetProperty("metric").EnumerateObject().Where(label => !without.Contains(label.Name)).Select(label => $"{label.Name}={label.Value}").Order(StringComparer.Ordinal)),
            series => series.GetProperty("value")[1].GetString()!,
            StringComparer.Ordinal);
    }

    /// <summary>The samples as they are stored, oldest first, of the one series that a selector finds.</summary>
    public static async Task<IReadOnlyList<(string Time, string Value)>> SamplesAsync(HttpClient client, string selector, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await GetAsync(client, $"api/v1/query?query={Uri.EscapeDataString(selector + "[10m]")}", cancellationToken);
        JsonElement result = answer.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0
            ? []
            : [.. result.EnumerateArray().Single().GetProperty("values").EnumerateArray().Select(sample => (sample[0].GetRawText(), sample[1].GetString()!))];
    }

    public static async Task<JsonDocument> GetAsync(HttpClient client, string path, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken));

    /// <summary>Asks until the answer is as wished; another process gives no signal. Fails after a minute with what both sides wrote.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isWished, Func<string> describe, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            T answer = await ask();
            if (isWished(answer))
            {
                return answer;
            }

            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"Not within a minute; last: {answer}\n{describe()}"));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }
}
