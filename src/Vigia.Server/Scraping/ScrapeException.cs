namespace Vigia.Server.Scraping;

/// <summary>A scrape fails; the message is shown as the target's last error.</summary>
internal sealed class ScrapeException(string message) : Exception(message)
{
    /// <summary>Whether a limit on labels was broken, which is counted.</summary>
    public bool IsLabelLimit { get; private init; }

    public static ScrapeException OfLabels(string message) => new(message) { IsLabelLimit = true };
}
