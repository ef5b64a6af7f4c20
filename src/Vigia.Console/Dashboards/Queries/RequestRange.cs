using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>The time range of a request, with what a panel changes of it.</summary>
internal static class RequestRange
{
    // Milliseconds; a shorter range shows nothing.
    private const long Shortest = 1000;

    /// <exception cref="PanelRequestException">A time is none, or the range ends before it begins.</exception>
    public static QueryRange Of(PanelRequest request, Dashboard dashboard, TimeProvider time, Panel? panel = null)
    {
        string zoneName = request.TimeZone.Length > 0 ? request.TimeZone : dashboard.TimeZone;
        TimeZoneInfo zone = zoneName is "" or "browser" or "utc" or "UTC" || !TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out TimeZoneInfo? found) ? TimeZoneInfo.Utc : found;
        DateTimeOffset now = time.GetUtcNow();
        long from = Parse(request.From.Length > 0 ? request.From : dashboard.From, now, zone, roundsUp: false, "from");
        long to = Parse(request.To.Length > 0 ? request.To : dashboard.To, now, zone, roundsUp: true, "to");
        if (panel?.TimeFrom is { Length: > 0 } own)
        {
            string text = own.StartsWith("now", StringComparison.Ordinal) ? own : "now-" + own;
            if (TimeExpression.TryParse(text, now, zone, roundsUp: false, out long first))
            {
                (from, to) = (first, now.ToUnixTimeMilliseconds());
            }
        }

        if (panel?.TimeShift is { Length: > 0 } shift && DurationText.TryParse(shift.TrimStart('-'), out long back))
        {
            (from, to) = (from - back, to - back);
        }

        if (to < from)
        {
            throw new PanelRequestException("The range ends before it begins.");
        }

        return new QueryRange(Math.Min(from, to - Shortest), to, 15_000, 60_000, zone);
    }

    private static long Parse(string text, DateTimeOffset now, TimeZoneInfo zone, bool roundsUp, string field) =>
        TimeExpression.TryParse(text, now, zone, roundsUp, out long milliseconds)
            ? milliseconds
            : throw new PanelRequestException($"{field}: '{text}' is no time; write now-6h, now/d, milliseconds since 1970, or ISO 8601.");
}
