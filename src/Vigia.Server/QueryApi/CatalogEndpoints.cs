using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Server.QueryApi;

/// <summary>What there is to query: labels, values, series, exemplars, metadata.</summary>
internal sealed class CatalogEndpoints(IMetricCatalog catalog)
{
    private const string Truncated = "results truncated due to limit";

    public async Task LabelsAsync(ApiCall call)
    {
        (IReadOnlyList<IReadOnlyList<LabelMatcher>> matchers, long start, long end, int limit) = Read(call);
        IReadOnlyList<string> names = catalog.LabelNames(matchers, start, end, More(limit), call.Cancellation);
        await AnswerAsync(call, names, limit);
    }

    public async Task ValuesAsync(ApiCall call)
    {
        string name = EscapedName.Decode((string)call.Context.Request.RouteValues["name"]!);
        if (name.Length == 0)
        {
            throw ApiException.BadData("invalid label name: \"\"");
        }

        (IReadOnlyList<IReadOnlyList<LabelMatcher>> matchers, long start, long end, int limit) = Read(call);
        await AnswerAsync(call, catalog.LabelValues(name, matchers, start, end, More(limit), call.Cancellation), limit);
    }

    public async Task SeriesAsync(ApiCall call)
    {
        if (call.Parameters.All("match[]").Count == 0)
        {
            throw ApiException.BadData("no match[] parameter provided");
        }

        (IReadOnlyList<IReadOnlyList<LabelMatcher>> matchers, long start, long end, int limit) = Read(call);
        IReadOnlyList<LabelSet> series = catalog.Series(matchers, start, end, More(limit), call.Cancellation);
        ApiJson json = call.Begin();
        json.Raw("["u8);
        bool isFirst = true;
        foreach (LabelSet labels in limit > 0 ? series.Take(limit) : series)
        {
            json.Comma(ref isFirst);
            json.Labels(labels);
            await json.FlushIfLargeAsync(call.Cancellation);
        }

        json.Raw("]"u8);
        await call.EndAsync(json, limit > 0 && series.Count > limit ? [Truncated] : null);
    }

    public async Task ExemplarsAsync(ApiCall call)
    {
        long start = call.Parameters.Time("start", ApiParameters.MinTime);
        long end = call.Parameters.Time("end", ApiParameters.MaxTime);
        if (end < start)
        {
            throw ApiException.BadData("end timestamp must not be before start timestamp");
        }

        IReadOnlyList<IReadOnlyList<LabelMatcher>> matchers = SelectorParser.OfQuery("query", call.Parameters["query"] ?? "");
        IReadOnlyList<SeriesExemplars> found = matchers.Count == 0 ? [] : catalog.Exemplars(matchers, start, end, call.Cancellation);
        ApiJson json = call.Begin();
        json.Raw("["u8);
        bool isFirst = true;
        foreach (SeriesExemplars series in found)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"seriesLabels\":"u8);
            json.Labels(series.Series);
            json.Raw(",\"exemplars\":["u8);
            bool isFirstExemplar = true;
            foreach (Exemplar exemplar in series.Exemplars)
            {
                json.Comma(ref isFirstExemplar);
                json.Raw("{\"labels\":"u8);
                json.Labels(exemplar.Labels);
                json.Raw(",\"value\":"u8);
                json.Value(exemplar.Value);
                json.Raw(",\"timestamp\":"u8);
                json.Timestamp(exemplar.Timestamp);
                json.Raw("}"u8);
            }

            json.Raw("]}"u8);
            await json.FlushIfLargeAsync(call.Cancellation);
        }

        json.Raw("]"u8);
        await call.EndAsync(json);
    }

    public Task MetadataAsync(ApiCall call)
    {
        IReadOnlyDictionary<string, IReadOnlyList<MetricMetadata>> metadata =
            catalog.Metadata(call.Parameters["metric"], call.Parameters.Limit(), call.Parameters.Limit("limit_per_metric"));
        return call.AnswerAsync(json =>
        {
            json.Raw("{"u8);
            bool isFirst = true;
            foreach ((string family, IReadOnlyList<MetricMetadata> entries) in metadata)
            {
                json.Comma(ref isFirst);
                json.String(family);
                json.Raw(":["u8);
                bool isFirstEntry = true;
                foreach (MetricMetadata entry in entries)
                {
                    json.Comma(ref isFirstEntry);
                    json.Raw("{\"type\":"u8);
                    json.String(MetricTypeText.Of(entry.Type));
                    json.Raw(",\"help\":"u8);
                    json.String(entry.Help);
                    json.Raw(",\"unit\":"u8);
                    json.String(entry.Unit);
                    json.Raw("}"u8);
                }

                json.Raw("]"u8);
            }

            json.Raw("}"u8);
        });
    }

    private static Task AnswerAsync(ApiCall call, IReadOnlyList<string> found, int limit) =>
        limit > 0 && found.Count > limit
            ? call.AnswerAsync([.. found.Take(limit)], [Truncated])
            : call.AnswerAsync(found);

    /// <summary>One more than asked for tells that there are more.</summary>
    private static int More(int limit) => limit is 0 or int.MaxValue ? limit : limit + 1;

    private static (IReadOnlyList<IReadOnlyList<LabelMatcher>> Matchers, long Start, long End, int Limit) Read(ApiCall call)
    {
        int limit = call.Parameters.Limit();
        long start = call.Parameters.Time("start", ApiParameters.MinTime);
        long end = call.Parameters.Time("end", ApiParameters.MaxTime);
        return (SelectorParser.OfMatches(call.Parameters.All("match[]")), start, end, limit);
    }
}
