using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Vigia.Model.Labels;
using Vigia.Server.Hosting;
using Vigia.Server.QueryApi.Json;
using Vigia.Storage.Metrics;
using Vigia.Storage.Metrics.Administration;

namespace Vigia.Server.QueryApi;

/// <summary>What is kept, and changes to it.</summary>
internal sealed class AdministrationEndpoints(MetricStore store, MonitorPaths paths, TimeProvider time)
{
    private const int MaxLimit = 10_000;

    /// <summary><c>/api/v1/status/tsdb</c></summary>
    public Task StatusAsync(ApiCall call)
    {
        int limit = call.Parameters.Limit() is > 0 and <= MaxLimit and var given ? given : 10;
        HeadStatistics head = store.HeadStatistics(limit);
        return call.AnswerAsync(json =>
        {
            json.Raw("{\"headStats\":{\"numSeries\":"u8);
            json.Number(head.Series);
            json.Raw(",\"numLabelPairs\":"u8);
            json.Number(head.LabelPairs);
            json.Raw(",\"chunkCount\":"u8);
            json.Number(head.Chunks);
            json.Raw(",\"minTime\":"u8);
            json.Number(head.MinTime);
            json.Raw(",\"maxTime\":"u8);
            json.Number(head.MaxTime);
            json.Raw("},\"seriesCountByMetricName\":"u8);
            Write(json, head.SeriesByMetricName);
            json.Raw(",\"labelValueCountByLabelName\":"u8);
            Write(json, head.ValuesByLabelName);
            json.Raw(",\"memoryInBytesByLabelName\":"u8);
            Write(json, head.BytesByLabelName);
            json.Raw(",\"seriesCountByLabelValuePair\":"u8);
            Write(json, head.SeriesByLabelPair);
            json.Raw("}"u8);
        });
    }

    /// <summary>204 once the samples are gone from every answer; their bytes go with the next merge.</summary>
    public async Task DeleteSeriesAsync(ApiCall call)
    {
        if (call.Parameters.All("match[]").Count == 0)
        {
            throw ApiException.BadData("no match[] parameter provided");
        }

        IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors = SelectorParser.OfMatches(call.Parameters.All("match[]"));
        long start = call.Parameters.Time("start", ApiParameters.MinTime);
        long end = call.Parameters.Time("end", ApiParameters.MaxTime);
        await store.DeleteSeriesAsync(selectors, start, end, call.Cancellation);
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task CleanTombstonesAsync(ApiCall call)
    {
        await store.CleanTombstonesAsync(call.Cancellation);
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task SnapshotAsync(ApiCall call)
    {
        bool withHead = call.Parameters["skip_head"] is not ("true" or "1");
        string name = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        string snapshots = paths.File("snapshots");
        Directory.CreateDirectory(snapshots);
        await store.SnapshotAsync(Path.Combine(snapshots, name), withHead, call.Cancellation);
        await call.AnswerAsync(json =>
        {
            json.Raw("{\"name\":"u8);
            json.String(name);
            json.Raw("}"u8);
        });
    }

    private static void Write(ApiJson json, IReadOnlyList<CountedName> names)
    {
        json.Raw("["u8);
        bool isFirst = true;
        foreach (CountedName name in names)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"name\":"u8);
            json.String(name.Name);
            json.Raw(",\"value\":"u8);
            json.Number(name.Count);
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }
}
