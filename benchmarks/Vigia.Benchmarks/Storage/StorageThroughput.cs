using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics;

namespace Vigia.Benchmarks.Storage;

/// <summary>
/// The metric store alone: N series with eight labels, a sample each 15 s for two hours, journaled and flushed every 100 batches of 2,000.
/// Run with <c>storage [series] [kind]</c>; without a kind the five kinds in equal parts.
/// </summary>
internal static class StorageThroughput
{
    private const long Start = 1_760_004_000_000;
    private const int Interval = 15_000;
    private const int Samples = 480;
    private const int BatchSize = 2000;

    public static async Task RunAsync(ReadOnlyMemory<string> args)
    {
        int count = args.Length > 0 ? int.Parse(args.Span[0], CultureInfo.InvariantCulture) : 200_000;
        SeriesKind? kind = args.Length > 1 ? Enum.Parse<SeriesKind>(args.Span[1], ignoreCase: true) : null;
        string folder = Directory.CreateTempSubdirectory("vigia-storage-").FullName;
        var clock = new MovedClock { Now = Start };
        var options = new MetricStoreOptions { Folder = folder, MaintenanceInterval = Timeout.InfiniteTimeSpan };
        long before = Used();
        MetricStore store = await MetricStore.OpenAsync(options, clock, NullLogger.Instance, default);
        var series = new SyntheticSeries(count, kind);
        SeriesRef[] references = Resolve(store, series, count);
        await AppendAsync(store, series, references, clock);
        Report("memory in the head", (double)(Used() - before - (count * 16L)) / count, "B/series");
        Report("journal", (double)store.Statistics.JournalBytesWritten / ((long)count * Samples), "B/sample");
        Query(store, count, clock.Now);

        Measure measure = Measure.Begin();
        await store.DisposeAsync();
        measure.Report("close with checkpoint", "ms", 1);
        measure = Measure.Begin();
        store = await MetricStore.OpenAsync(options, clock, NullLogger.Instance, default);
        measure.Report("open from checkpoint", "ms", 1);

        clock.Now += 3 * 3_600_000L;
        measure = Measure.Begin();
        await store.MaintainAsync(default);
        measure.Report("cut into blocks and merge, a sample", "µs", (double)count * Samples);
        long bytes = new DirectoryInfo(folder).GetFiles("*.block", SearchOption.AllDirectories).Sum(static file => file.Length);
        Report("blocks", (double)bytes / ((long)count * Samples), "B/sample");
        Query(store, count, clock.Now);
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static SeriesRef[] Resolve(MetricStore store, SyntheticSeries series, int count)
    {
        LabelSet[] labels = [.. Enumerable.Range(0, count).Select(series.Labels)];
        var references = new SeriesRef[count];
        Measure measure = Measure.Begin();
        for (int i = 0; i < count; i++)
        {
            references[i] = store.Resolve(labels[i]);
        }

        measure.Report("new series", "µs", count);
        measure = Measure.Begin();
        for (int i = 0; i < count; i++)
        {
            references[i] = store.Resolve(labels[i]);
        }

        measure.Report("known series", "µs", count);
        return references;
    }

    private static async Task AppendAsync(MetricStore store, SyntheticSeries series, SeriesRef[] references, MovedClock clock)
    {
        // Values first: what makes them is not to be measured.
        var values = new double[references.Length];
        var batch = new SampleBatch(BatchSize);
        Measure total = default;
        long allocated = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = series.Next(i);
            }

            long before = GC.GetTotalAllocatedBytes();
            Measure measure = Measure.Begin();
            for (int from = 0; from < values.Length; from += BatchSize)
            {
                batch.Clear();
                for (int i = from; i < Math.Min(from + BatchSize, values.Length); i++)
                {
                    batch.Add(references[i], clock.Now, values[i]);
                }

                if (store.Append(batch) != 0)
                {
                    throw new InvalidOperationException("A sample was refused.");
                }

                if (from / BatchSize % 100 == 99)
                {
                    await store.FlushAsync(default);
                }
            }

            total = total.Plus(measure);
            allocated += GC.GetTotalAllocatedBytes() - before;
            clock.Now += Interval;
        }

        total.Report("append with journal, a sample", "µs", (double)references.Length * Samples);
        Report("allocated while appending, the arena of packed chunks included", (double)allocated / ((long)references.Length * Samples), "B/sample");
    }

    private static void Query(MetricStore store, int count, long now)
    {
        for (int round = 0; round < 3; round++)
        {
            Measure measure = Measure.Begin();
            using SeriesSelection selection = store.Select(
                new SeriesQuery { Matchers = [new LabelMatcher(MatchKind.Equal, "job", "job-3")], MinTime = 0, MaxTime = now }, default);
            if (round == 2)
            {
                measure.Report($"select {selection.Count} of {count} series by one matcher", "ms", 1);
            }

            using var columns = new SampleColumns();
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            measure = Measure.Begin();
            long samples = 0;
            for (int i = 0; i < selection.Count; i++)
            {
                columns.Clear();
                selection.Read(i, 0, now, columns);
                samples += columns.Count;
            }

            if (round == 2)
            {
                measure.Report($"read {samples} samples, each", "ns", samples);
                Report("allocated while reading", (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / selection.Count, "B/series");
            }
        }
    }

    private static long Used()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void Report(string what, double value, string unit) =>
        System.Console.WriteLine(FormattableString.Invariant($"{what,-60} {value,10:F3} {unit}"));

    /// <summary>Time and processor time.</summary>
    private readonly record struct Measure(long Started, TimeSpan Cpu, TimeSpan Elapsed = default, TimeSpan Used = default)
    {
        public static Measure Begin() => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

        public Measure Plus(Measure other) =>
            this with { Elapsed = Elapsed + Stopwatch.GetElapsedTime(other.Started), Used = Used + (Environment.CpuUsage.TotalTime - other.Cpu) };

        /// <param name="what">What was done.</param>
        /// <param name="unit">ms, µs or ns.</param>
        /// <param name="times">How often it was done.</param>
        public void Report(string what, string unit, double times)
        {
            double scale = unit switch { "ms" => 1, "µs" => 1e3, _ => 1e6 } / times;
            TimeSpan elapsed = Started == 0 ? Elapsed : Stopwatch.GetElapsedTime(Started);
            TimeSpan used = Started == 0 ? Used : Environment.CpuUsage.TotalTime - Cpu;
            System.Console.WriteLine(FormattableString.Invariant(
                $"{what,-60} {elapsed.TotalMilliseconds * scale,10:F3} {unit} ({used.TotalMilliseconds * scale:F3} {unit} CPU)"));
        }
    }
}
