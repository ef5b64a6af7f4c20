using System.Globalization;
using System.Text.Json;

namespace Vigia.Process.Tests.Metrics;

/// <summary>Compares what a monitor has with what a sender knows.</summary>
internal static class StoredSamples
{
    /// <summary>
    /// Null where every acknowledged sample is there, bit for bit and in order, and nothing else but samples of the request in hand; else what is wrong first.
    /// </summary>
    public static async Task<string?> CompareAsync(HttpClient client, SampleLedger ledger, CancellationToken cancellationToken)
    {
        // A range selector at the top gives samples as they are stored, left-open at its start.
        long end = ledger.Timestamp(ledger.Sent);
        string query = $"{SampleLedger.Metric}{{sender=\"{ledger.Name}\"}}[{end - ledger.Timestamp(0) + 1}ms]";
        string time = (end / 1000m).ToString(CultureInfo.InvariantCulture);
        using var body = new FormUrlEncodedContent([new("query", query), new("time", time)]);
        using HttpResponseMessage answer = await client.PostAsync("/api/v1/query", body, cancellationToken);
        using JsonDocument document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        if (!answer.IsSuccessStatusCode)
        {
            return document.RootElement.GetRawText();
        }

        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonElement series in document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            if (!found.TryAdd(series.GetProperty("metric").GetProperty("series").GetString()!, series.GetProperty("values")))
            {
                return $"a series twice: {series.GetProperty("metric").GetRawText()}";
            }
        }

        for (int series = 0; series < SampleLedger.Series; series++)
        {
            JsonElement values = found.GetValueOrDefault($"{series:00}");
            if (Compare(values, ledger, series) is { } difference)
            {
                return $"sender {ledger.Name}, series {series}: {difference}";
            }
        }

        return found.Count <= SampleLedger.Series ? null : $"{found.Count} series where {SampleLedger.Series} were sent";
    }

    private static string? Compare(JsonElement values, SampleLedger ledger, int series)
    {
        int count = values.ValueKind == JsonValueKind.Undefined ? 0 : values.GetArrayLength();
        if (count < ledger.Acknowledged || count > ledger.Sent)
        {
            return $"{count} samples; {ledger.Acknowledged} were acknowledged and {ledger.Sent} sent";
        }

        for (int i = 0; i < count; i++)
        {
            long timestamp = (long)(values[i][0].GetDecimal() * 1000);
            double value = double.Parse(values[i][1].GetString()!, CultureInfo.InvariantCulture);
            if (timestamp != ledger.Timestamp(i) || BitConverter.DoubleToInt64Bits(value) != BitConverter.DoubleToInt64Bits(ledger.Value(i, series)))
            {
                return string.Create(CultureInfo.InvariantCulture, $"sample {i} is {value:R} @{timestamp}; sent was {ledger.Value(i, series):R} @{ledger.Timestamp(i)}");
            }
        }

        return null;
    }
}
