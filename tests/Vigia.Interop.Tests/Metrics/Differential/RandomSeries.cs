using Vigia.Testing.Metrics;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>
/// Series of every kind, an hour long, all from one seed. Values are multiples of 1/64 below 2^30, so that any sum of them is exact in whichever order it is
/// taken: what a query makes of them differs between engines only where it divides or multiplies.
/// </summary>
internal sealed class RandomSeries(int seed)
{
    private const int Count = 240;
    private const int Interval = 15_000;
    private static readonly double StaleMarker = BitConverter.Int64BitsToDouble(0x7ff0000000000002);
    private static readonly string[] Jobs = ["api", "db"];
    private static readonly string[] Instances = ["i-0", "i-1", "i-2"];
    private static readonly string[] Codes = ["200", "500"];
    private static readonly string[] Rooms = ["north", "south"];
    private static readonly string[] Versions = ["1.9", "2.0"];
    private static readonly (string Text, double Bound)[] Buckets = [("0.1", 0.1), ("0.5", 0.5), ("1", 1), ("2.5", 2.5), ("+Inf", double.PositiveInfinity)];

    public static readonly MetricKind Requests = new("requests_total", [("job", Jobs), ("instance", Instances), ("code", Codes)]);
    public static readonly MetricKind Bytes = new("bytes_total", [("job", Jobs), ("instance", Instances)]);
    public static readonly MetricKind Temperature = new("temperature", [("job", Jobs), ("instance", Instances), ("room", Rooms)]);
    public static readonly MetricKind Load = new("load", [("job", Jobs), ("instance", Instances)], AllowsRate: false);
    public static readonly MetricKind Odd = new("odd", [("instance", Instances)], IsFinite: false, AllowsRate: false);
    public static readonly MetricKind Latency = new("latency_bucket", [("job", Jobs), ("instance", Instances), ("le", [.. Buckets.Select(bucket => bucket.Text)])]);
    public static readonly MetricKind LatencyCount = new("latency_count", [("job", Jobs), ("instance", Instances)]);
    public static readonly MetricKind Info = new("instance_info", [("instance", Instances), ("version", Versions)]);

    private readonly Random _random = new(seed);

    /// <summary>When the first sample is, in milliseconds.</summary>
    public const long Start = 1_700_000_000_000;

    public static IReadOnlyList<MetricKind> Kinds { get; } = [Requests, Bytes, Temperature, Load, Odd, Latency, LatencyCount, Info];

    /// <summary>Makes them all. A second call makes others.</summary>
    public IReadOnlyList<WrittenSeries> Create()
    {
        var all = new List<WrittenSeries>();
        foreach (string instance in Instances)
        {
            all.Add(Series("odd", Oddities(), ("instance", instance)));
            all.Add(Series("instance_info", Values(_ => 1), ("instance", instance), ("version", Versions[_random.Next(2)])));
            foreach (string job in Jobs)
            {
                all.Add(Series("bytes_total", WithGaps(Counter(10_000, 64, resets: 0)), ("instance", instance), ("job", job)));
                all.Add(Series("load", Stopping(WithGaps(Values(_ => _random.Next(4)))), ("instance", instance), ("job", job)));
                all.AddRange(Codes.Select(code => Series("requests_total", Counter(2_000, 20, resets: 3), ("code", code), ("instance", instance), ("job", job))));
                all.AddRange(Rooms.Select(room => Series("temperature", Walk(), ("instance", instance), ("job", job), ("room", room))));
                all.AddRange(Histogram(instance, job));
            }
        }

        return all;
    }

    private WrittenSeries Series(string name, double?[] values, params (string, string)[] labels) =>
        new([("__name__", name), .. labels], Stamp(values));

    private (long, double)[] Stamp(double?[] values)
    {
        int phase = KnownDifferences.FirstSampleMillisecond + _random.Next(200);
        return [.. values.Select((value, i) => (Start + ((long)i * Interval) + phase + _random.Next(100), value)).Where(sample => sample.value is not null).Select(sample => (sample.Item1, sample.value!.Value))];
    }

    private static double?[] Values(Func<int, double> value) => [.. Enumerable.Range(0, Count).Select(i => (double?)value(i))];

    /// <summary>Grows by a multiple of 1/4 each time, by nothing now and then.</summary>
    private double?[] Counter(int first, int most, int resets)
    {
        double value = first;
        int[] at = [.. Enumerable.Range(0, resets).Select(_ => _random.Next(Count))];
        return Values(i =>
        {
            value = at.Contains(i) ? _random.Next(8) : value + (_random.Next(5) == 0 ? 0 : _random.Next(most * 4) / 4d);
            return value;
        });
    }

    private double?[] Walk()
    {
        double value = _random.Next(-50, 50);
        return Values(_ => value += _random.Next(-128, 129) / 64d);
    }

    private double?[] Oddities() => Values(i => _random.Next(8) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        _ => _random.Next(-100, 100),
    });

    /// <summary>Leaves out single samples and longer stretches, some longer than the lookback.</summary>
    private double?[] WithGaps(double?[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int length = _random.Next(30) switch { 0 => 1, 1 => _random.Next(2, 6), 2 => _random.Next(2) * 24, _ => 0 };
            values.AsSpan(i, Math.Min(length, values.Length - i)).Clear();
            i += length;
        }

        return values;
    }

    /// <summary>Puts in stale markers, with and without samples right after them.</summary>
    private double?[] Stopping(double?[] values)
    {
        for (int n = 0; n < 5; n++)
        {
            int at = _random.Next(values.Length);
            values[at] = StaleMarker;
            values.AsSpan(at + 1, Math.Min(_random.Next(20), values.Length - at - 1)).Clear();
        }

        return values;
    }

    private IEnumerable<WrittenSeries> Histogram(string instance, string job)
    {
        double[][] counts = [.. Buckets.Select(_ => new double[Count])];
        double[] running = [.. Buckets.Select(_ => 1_000d)];
        for (int i = 0; i < Count; i++)
        {
            int observed = 0;
            for (int b = 0; b < Buckets.Length; b++)
            {
                observed += _random.Next(6);
                running[b] += observed;
                counts[b][i] = running[b];
            }
        }

        for (int b = 0; b < Buckets.Length; b++)
        {
            yield return Series("latency_bucket", Values(i => counts[b][i]), ("instance", instance), ("job", job), ("le", Buckets[b].Text));
        }

        yield return Series("latency_count", Values(i => counts[^1][i]), ("instance", instance), ("job", job));
    }
}
