using System.Globalization;

namespace Vigia.Console.Dashboards.Templating;

/// <summary>A time range and step of a query; milliseconds.</summary>
/// <param name="From">Since 1970 UTC.</param>
/// <param name="To">Since 1970 UTC.</param>
/// <param name="Interval">The step that <c>$__interval</c> is.</param>
/// <param name="RateInterval">What <c>$__rate_interval</c> is: enough for a rate.</param>
/// <param name="Zone">For <c>${__from:date:…}</c>.</param>
public sealed record QueryRange(long From, long To, long Interval, long RateInterval, TimeZoneInfo Zone)
{
    /// <summary>The range's length.</summary>
    public long Length => Math.Max(0, To - From);

    /// <summary>A built-in variable; null where it is none.</summary>
    internal string? BuiltIn(TemplateReference reference) => reference.Name switch
    {
        "__interval" => DurationText.Format(Interval),
        "__interval_ms" => Number(Interval),
        "__interval_s" => Number(Interval / 1000),
        "__rate_interval" => DurationText.Format(RateInterval),
        "__rate_interval_ms" => Number(RateInterval),
        "__range" => Number(RangeSeconds) + "s",
        "__range_s" => Number(RangeSeconds),
        "__range_ms" => Number(Length),
        "__from" => Time(From, reference.Format),
        "__to" => Time(To, reference.Format),
        "__timezone" or "timezone" => Zone.Id,
        "__url_time_range" => $"from={Number(From)}&to={Number(To)}",
        _ => null,
    };

    private long RangeSeconds => Math.Max(1, (Length + 500) / 1000);

    private string Time(long at, string? format)
    {
        if (format is null)
        {
            return Number(at);
        }

        DateTimeOffset utc = DateTimeOffset.FromUnixTimeMilliseconds(at);
        return format switch
        {
            "date" or "date:iso" => utc.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            "date:seconds" => Number(at / 1000),
            _ when format.StartsWith("date:", StringComparison.Ordinal) => MomentFormat.Format(TimeZoneInfo.ConvertTime(utc, Zone), format["date:".Length..]),
            _ => Number(at),
        };
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
