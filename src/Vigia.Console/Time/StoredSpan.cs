using Vigia.Model.Metrics;

namespace Vigia.Console.Time;

/// <summary>How far back there is something to show, so that a page of a young monitor does not begin with an empty day. Thread-safe.</summary>
internal sealed class StoredSpan(IMetricCatalog catalog, TimeProvider time)
{
    private static readonly (string From, TimeSpan Length)[] Steps =
    [
        ("now-5m", TimeSpan.FromMinutes(5)), ("now-15m", TimeSpan.FromMinutes(15)), ("now-30m", TimeSpan.FromMinutes(30)), ("now-1h", TimeSpan.FromHours(1)),
        ("now-3h", TimeSpan.FromHours(3)), ("now-6h", TimeSpan.FromHours(6)), ("now-12h", TimeSpan.FromHours(12)), ("now-24h", TimeSpan.FromHours(24)),
    ];

    // What is stored does not become less than this in a monitor's life, short of a retention of minutes.
    private volatile int _known;

    /// <summary>The range's start, or a later one if all that is stored is younger.</summary>
    /// <param name="from">As <see cref="TimeText"/> reads it; only one that counts back from now is changed.</param>
    /// <param name="to">The range's end; only one that ends now is changed.</param>
    public string Fit(string from, string to)
    {
        int wanted = Array.FindIndex(Steps, step => step.From == from);
        if (wanted < 0 || to != "now")
        {
            return from;
        }

        int step = _known;
        if (step < wanted)
        {
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            TimeSpan age = TimeSpan.FromMilliseconds(now - Math.Min(catalog.OldestTime ?? now, now));
            step = Array.FindIndex(Steps, candidate => candidate.Length >= age);
            step = step < 0 ? wanted : step;
        }

        _known = Math.Max(_known, Math.Min(step, wanted));
        return Steps[Math.Min(step, wanted)].From;
    }
}
