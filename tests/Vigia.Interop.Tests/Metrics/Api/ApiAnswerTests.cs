using System.Text.Json;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Interop.Tests.Metrics.Api;

/// <summary>The same requests to a real Prometheus and to the monitor: the answers are equal to the field, numbers to the byte.</summary>
public sealed class ApiAnswerTests(MetricPair pair) : IClassFixture<MetricPair>
{
    private const long Start = 1_700_000_000_000;

    private static readonly (string Case, double Value)[] Values =
    [
        ("nan", double.NaN), ("inf", double.PositiveInfinity), ("ninf", double.NegativeInfinity), ("zero", 0), ("nzero", -0.0), ("tenth", 0.1), ("e20", 1e20),
        ("e21", 1e21), ("e22", 123456789e14), ("em6", 1e-6), ("em7", 1e-7), ("em10", 1.25e-10), ("million", 1_000_000), ("int", 9_007_199_254_740_993),
        ("third", 1 / 3d), ("pi", Math.PI), ("max", double.MaxValue), ("least", double.Epsilon), ("negative", -1234567.125), ("e100", -1e100),
    ];

    private static readonly string[] Texts = ["", "plain", "<b>&amp;'", "quote\" back\\slash", "line\nbreak\ttab\u0001", "é 日本 🎉", "\u2028\u007f"];

    [Fact]
    public async Task Answer_ToEveryRequest_IsPrometheus()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await pair.WriteAsync([.. Series()], cancellationToken);
        var wrong = new List<string>();
        foreach (ApiRequest request in ApiRequest.Read())
        {
            if (await DifferenceAsync(request, cancellationToken) is { } difference)
            {
                wrong.Add($"{request.Method} {request.Address}\n    {difference}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} answers differ:\n{string.Join('\n', wrong)}");
    }

    private static IEnumerable<WrittenSeries> Series()
    {
        (long, T)[] Times<T>(T value) => [.. Enumerable.Range(0, 5).Select(i => (Start + (i * 15_000) + 123, value))];
        return
        [
            .. Values.Select(each => new WrittenSeries([("__name__", "api_value"), ("case", each.Case)], Times(each.Value))),
            .. Texts.Select((text, i) => new WrittenSeries([("__name__", "api_text"), ("case", $"t{i}"), ("text", text)], Times((double)i))),
        ];
    }

    private async Task<string?> DifferenceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        (int status, string? type, string text) = await SendAsync(pair.Prometheus, request, cancellationToken);
        (int otherStatus, string? otherType, string otherText) = await SendAsync(pair.Monitor, request, cancellationToken);
        if (ApiDifferences.Of(request) is { } known)
        {
            return known.Status == otherStatus && otherText.Contains(known.Answer, StringComparison.Ordinal)
                ? null
                : $"not what is known of it ({known.Reason}): {otherStatus} {otherText}";
        }

        // What Prometheus answers in plain text is its router's word and not its API's.
        bool isApi = type == "application/json";
        if (status != otherStatus || (isApi && type != otherType))
        {
            return $"{status} {type} {text}\n    {otherStatus} {otherType} {otherText}";
        }

        if (!isApi)
        {
            return null;
        }

        using JsonDocument one = JsonDocument.Parse(text), other = JsonDocument.Parse(otherText);
        return status == 200 ? JsonComparison.Difference(one.RootElement, other.RootElement) : ErrorDifference(one.RootElement, other.RootElement);
    }

    /// <summary>Of an error the wording alone may differ.</summary>
    private static string? ErrorDifference(JsonElement one, JsonElement other)
    {
        string Fields(JsonElement error) => string.Join(' ', error.EnumerateObject().Where(field => field.Name != "error").Select(field => field.ToString()).Order(StringComparer.Ordinal));
        return Fields(one) == Fields(other) && other.GetProperty("error").GetString() is { Length: > 0 } ? null : $"{one.GetRawText()}\n    {other.GetRawText()}";
    }

    private static async Task<(int Status, string? Type, string Text)> SendAsync(HttpClient client, ApiRequest request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = request.Message();
        using HttpResponseMessage answer = await client.SendAsync(message, cancellationToken);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(cancellationToken));
    }
}
