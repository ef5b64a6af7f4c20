namespace Vigia.Console.Dashboards.Templating;

/// <summary>How Grafana chooses the step of a range query. Milliseconds.</summary>
internal static class QueryInterval
{
    /// <summary>Points of one series that a range query may have, as Prometheus' API allows.</summary>
    public const int MaxPoints = 11_000;

    // Up to the first number, the second is taken.
    private static readonly (long Below, long Step)[] Nice =
    [
        (10, 1), (15, 10), (35, 20), (75, 50), (150, 100), (350, 200), (750, 500), (1500, 1000), (3500, 2000), (7500, 5000), (12_500, 10_000),
        (17_500, 15_000), (25_000, 20_000), (45_000, 30_000), (90_000, 60_000), (210_000, 120_000), (450_000, 300_000), (750_000, 600_000),
        (1_050_000, 900_000), (1_500_000, 1_200_000), (2_700_000, 1_800_000), (5_400_000, 3_600_000), (9_000_000, 7_200_000),
        (16_200_000, 10_800_000), (32_400_000, 21_600_000), (86_400_000, 43_200_000), (604_800_000, 86_400_000), (1_814_400_000, 604_800_000),
        (3_628_800_000, 2_592_000_000),
    ];

    private const long Year = 31_536_000_000;

    /// <summary>The interval for so many points, nice and not below <paramref name="least"/>.</summary>
    public static long Choose(long range, int points, long least)
    {
        long rounded = Round(Math.Max(1, range / Math.Max(1, points)));
        long interval = Math.Max(Math.Max(1, least), rounded);

        // A step that is set too small would ask for more points than anybody answers.
        long safe = range / MaxPoints;
        return interval > safe ? interval : Math.Max(interval, RoundUp(safe));
    }

    /// <summary>Long enough that a rate has two samples at each step, even where a scrape is missed.</summary>
    public static long Rate(long interval, long scrape) => Math.Max(interval + scrape, 4 * scrape);

    private static long Round(long interval)
    {
        foreach ((long below, long step) in Nice)
        {
            if (interval <= below)
            {
                return step;
            }
        }

        return Year;
    }

    private static long RoundUp(long interval)
    {
        foreach ((_, long step) in Nice)
        {
            if (step > interval)
            {
                return step;
            }
        }

        return Year;
    }
}
