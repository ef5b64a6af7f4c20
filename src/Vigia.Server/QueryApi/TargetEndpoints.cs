using System.Globalization;
using Vigia.Model.Labels;
using Vigia.PromQL.Syntax;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.QueryApi.Json;
using Vigia.Server.Scraping;
using Vigia.Server.Scraping.Targets;

namespace Vigia.Server.QueryApi;

/// <summary>What is scraped, and how it goes.</summary>
internal sealed class TargetEndpoints(IScrapeStatus scraping)
{
    private const string Never = "0001-01-01T00:00:00Z";

    public async Task TargetsAsync(ApiCall call)
    {
        string state = call.Parameters["state"] is { Length: > 0 } given ? given.ToLowerInvariant() : "any";
        string? pool = call.Parameters["scrapePool"] is { Length: > 0 } named ? named : null;
        ApiJson json = call.Begin();
        json.Raw("{\"activeTargets\":["u8);
        bool isFirst = true;
        foreach (TargetStatus target in state == "dropped" ? [] : scraping.ActiveTargets(pool))
        {
            json.Comma(ref isFirst);
            WriteActive(json, target);
            await json.FlushIfLargeAsync(call.Cancellation);
        }

        json.Raw("],\"droppedTargets\":["u8);
        isFirst = true;
        foreach (DroppedTarget target in state == "active" ? [] : scraping.DroppedTargets(pool))
        {
            json.Comma(ref isFirst);
            json.Raw("{\"discoveredLabels\":"u8);
            json.Labels(target.DiscoveredLabels);
            json.Raw(",\"scrapePool\":"u8);
            json.String(target.ScrapePool);
            json.Raw("}"u8);
            await json.FlushIfLargeAsync(call.Cancellation);
        }

        json.Raw("],\"droppedTargetCounts\":{"u8);
        isFirst = true;
        foreach ((string job, int count) in state == "active" ? new Dictionary<string, int>() : scraping.DroppedTargetCounts)
        {
            json.Comma(ref isFirst);
            json.String(job);
            json.Raw(":"u8);
            json.Number(count);
        }

        json.Raw("}}"u8);
        await call.EndAsync(json);
    }

    public Task PoolsAsync(ApiCall call) => call.AnswerAsync(json =>
    {
        json.Raw("{\"scrapePools\":"u8);
        json.Strings(scraping.Pools.Order(StringComparer.Ordinal));
        json.Raw("}"u8);
    });

    public async Task MetadataAsync(ApiCall call)
    {
        string? metric = call.Parameters["metric"] is { Length: > 0 } given ? given : null;
        int limit = call.Parameters.Limit();
        IReadOnlyList<LabelMatcher>? matchers = Matchers(call.Parameters["match_target"]);
        ApiJson json = call.Begin();
        json.Raw("["u8);
        bool isFirst = true;
        int written = 0;
        foreach (TargetMetadata entry in scraping.Metadata(metric))
        {
            if (matchers is not null && !matchers.All(matcher => matcher.Matches(entry.Target[matcher.Name])))
            {
                continue;
            }

            if (limit > 0 && written++ == limit)
            {
                break;
            }

            json.Comma(ref isFirst);
            json.Raw("{\"target\":"u8);
            json.Labels(entry.Target);
            if (metric is null)
            {
                json.Raw(",\"metric\":"u8);
                json.String(entry.Metric);
            }

            json.Raw(",\"type\":"u8);
            json.String(MetricTypeText.Of(entry.Metadata.Type));
            json.Raw(",\"help\":"u8);
            json.String(entry.Metadata.Help);
            json.Raw(",\"unit\":"u8);
            json.String(entry.Metadata.Unit);
            json.Raw("}"u8);
            await json.FlushIfLargeAsync(call.Cancellation);
        }

        json.Raw("]"u8);
        await call.EndAsync(json);
    }

    private static IReadOnlyList<LabelMatcher>? Matchers(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        PromqlParseResult parsed = PromqlParser.Parse(text);
        return !parsed.HasErrors && parsed.Tree is PromQL.Syntax.Tree.VectorSelector selector
            ? selector.Matchers
            : throw ApiException.Invalid("match_target", parsed.HasErrors ? parsed.Diagnostics[0].Format(text) : "no series selector");
    }

    private static void WriteActive(ApiJson json, TargetStatus target)
    {
        json.Raw("{\"discoveredLabels\":"u8);
        json.Labels(target.DiscoveredLabels);
        json.Raw(",\"labels\":"u8);
        json.Labels(target.Labels);
        json.Raw(",\"scrapePool\":"u8);
        json.String(target.ScrapePool);
        json.Raw(",\"scrapeUrl\":"u8);
        json.String(target.ScrapeUrl.ToString());
        json.Raw(",\"globalUrl\":"u8);
        json.String(target.ScrapeUrl.ToString());
        json.Raw(",\"lastError\":"u8);
        json.String(target.LastError);
        json.Raw(",\"lastScrape\":"u8);
        json.String(target.LastScrape is { } last ? last.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) : Never);
        json.Raw(",\"lastScrapeDuration\":"u8);
        json.Number(target.LastScrapeDuration.TotalSeconds);
        json.Raw(",\"health\":"u8);
        json.String(target.Health switch { TargetHealth.Up => "up", TargetHealth.Down => "down", _ => "unknown" });
        json.Raw(",\"scrapeInterval\":"u8);
        json.String(DurationText.Format(target.ScrapeInterval));
        json.Raw(",\"scrapeTimeout\":"u8);
        json.String(DurationText.Format(target.ScrapeTimeout));
        json.Raw("}"u8);
    }
}
