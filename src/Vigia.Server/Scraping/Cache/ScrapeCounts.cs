namespace Vigia.Server.Scraping.Cache;

/// <summary>What a scrape brought.</summary>
/// <param name="Scraped">Samples that were exposed.</param>
/// <param name="Kept">Samples after relabeling.</param>
/// <param name="SeriesAdded">Series that were not there in the scrape before.</param>
internal readonly record struct ScrapeCounts(int Scraped, int Kept, int SeriesAdded);
