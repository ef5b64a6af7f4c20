using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Vigia.Peers.Servers;
using Vigia.Testing;

namespace Vigia.Peers.Metrics;

/// <summary>
/// Prometheus, VictoriaMetrics (its cache off) and Vigia in turn on the same load over HTTP: remote write, new series, memory, bytes on disk, restart, queries, scrapes. CPU is the server's
/// own, user and system, as the kernel counts it.
/// </summary>
internal static class MetricsEngine
{
    private const int SeriesPerBody = 2000;
    private const long Step = 15_000;
    private const int Senders = 4;
    private const int WarmRounds = 6;
    private const int WarmTurns = 30;
    private const int Targets = 10;
    private const int WarmScrapes = 40;
    private const int WarmQueries = 20;
    private const int MeasuredQueries = 12;

    // Longer than any of the servers waits between two looks at what is to be cut or merged.
    private const int DiskRest = 70;

    private static readonly TimeSpan WarmQuerying = TimeSpan.FromSeconds(3);
    private static readonly ParallelOptions Parallelism = new() { MaxDegreeOfParallelism = Senders };

    private static readonly (string Name, string Query, long Range, long Step)[] Queries =
    [
        ("sum by (job)(rate(x[5m])), 2,000 series, 1 h", "sum by (job)(rate(x[5m]))", 3600, 15),
        ("histogram_quantile(.95, sum by (le)(rate(b[5m]))), 2,000 series, 1 h", "histogram_quantile(.95, sum by (le)(rate(b[5m])))", 3600, 15),
        ("count({job=\"j\"}), 20,000 series, 1 h", "count({job=\"j\"})", 3600, 15),
        ("max_over_time(g[30m]), 2,000 series out, 1 h", "max_over_time(g[30m])", 3600, 15),
        ("sum by (job)(rate(d[5m])), 1,000 series, 24 h", "sum by (job)(rate(d[5m]))", 86400, 60),
        ("avg_over_time(d[1h]), 1,000 series out, 24 h", "avg_over_time(d[1h])", 86400, 300),
    ];

    public static async Task<int> RunAsync(string[] engines, string[] parts, int series, int turns, int scrapeSeries)
    {
        var all = new List<EngineFigures>();
        foreach (string engine in engines)
        {
            using var folder = new TemporaryDirectory();
            var figures = new EngineFigures(engine);
            if (parts.Contains("write"))
            {
                await WriteAsync(figures, folder["write"], series, turns);
            }

            if (parts.Contains("query"))
            {
                await QueryAsync(figures, folder["query"]);
            }

            if (parts.Contains("disk"))
            {
                await DiskAsync(figures, folder["disk"]);
            }

            if (parts.Contains("scrape"))
            {
                await ScrapeAsync(figures, folder["scrape"], scrapeSeries);
            }

            all.Add(figures);
            foreach ((string name, double value) in figures.Values)
            {
                System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine,-16} {name,-75} {value,12:F3}"));
            }
        }

        System.Console.WriteLine();
        System.Console.WriteLine("| | " + string.Join(" | ", all.Select(static figures => figures.Engine)) + " | " + string.Join(" | ", all.SkipLast(1).Select(static figures => "vigia / " + figures.Engine)) + " |");
        System.Console.WriteLine("|---|" + string.Concat(Enumerable.Repeat("---|", (all.Count * 2) - 1)));
        foreach (string name in all[0].Values.Keys)
        {
            System.Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {string.Join(" | ", all.Select(figures => figures.Values.GetValueOrDefault(name).ToString("G4", CultureInfo.InvariantCulture)))} | {string.Join(" | ", all.SkipLast(1).Select(figures => (all[^1].Values.GetValueOrDefault(name) / figures.Values.GetValueOrDefault(name)).ToString("F3", CultureInfo.InvariantCulture)))} |"));
        }

        return 0;
    }

    private static async Task WriteAsync(EngineFigures figures, string folder, int series, int turns)
    {
        await using MetricServer server = await MetricServer.PrepareAsync(figures.Engine, folder);
        await server.StartAsync();
        var generator = new SeriesGenerator("load", series, "load");
        long time = Now() - (turns * Step);

        await WarmAsync(server, time - Step);
        long idle = server.ResidentBytes;
        (double cpu, double wall) = await SendAsync(server, generator, time);
        figures.Set("new series a second", series / wall);
        figures.Set("CPU µs per new series", cpu / series * 1e6);
        cpu = 0;
        for (int turn = 1; turn < turns; turn++)
        {
            cpu += (await SendAsync(server, generator, time + (turn * Step))).Cpu;
        }

        figures.Set("CPU µs per remote-written sample", cpu / (turns - 1) / series * 1e6);
        figures.Set("memory bytes per series", (double)(server.ResidentBytes - idle) / series);
        await server.KillAsync();
        var watch = Stopwatch.StartNew();
        await server.StartAsync();
        using (HttpResponseMessage answer = await server.Client.GetAsync(new Uri("/api/v1/query?query=count(load)", UriKind.Relative)))
        {
            answer.EnsureSuccessStatusCode();
        }

        figures.Set("restart after kill -9 until answered, s", watch.Elapsed.TotalSeconds);
        await server.KillAsync();
    }

    /// <summary>
    /// Series of their own bring just-in-time compilers, allocators and connections to rest: bodies and senders like those that are measured, of known series and, each round from another
    /// sender, of new ones, with pauses in which compilers take up what was called often.
    /// </summary>
    private static async Task WarmAsync(MetricServer server, long end)
    {
        SeriesGenerator[] generators = [.. Enumerable.Range(0, Senders).Select(static i => new SeriesGenerator("warm", SeriesPerBody, "warm" + i.ToString(CultureInfo.InvariantCulture)))];
        for (int round = 0; round < WarmRounds; round++)
        {
            generators[round % Senders] = new SeriesGenerator("warmer", SeriesPerBody, "warm" + round.ToString(CultureInfo.InvariantCulture));
            for (int turn = 0; turn < WarmTurns; turn++)
            {
                long time = end - (((WarmRounds * WarmTurns) - (round * WarmTurns) - turn) * 1000);
                byte[][] bodies = [.. generators.Select(generator => generator.Body(0, generator.Count, time))];
                await Parallel.ForEachAsync(bodies, Parallelism, async (body, _) => await server.WriteAsync(body));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    private static async Task<(double Cpu, double Wall)> SendAsync(MetricServer server, SeriesGenerator generator, long timestamp)
    {
        byte[][] bodies = [.. Enumerable.Range(0, (generator.Count + SeriesPerBody - 1) / SeriesPerBody).Select(i => generator.Body(i * SeriesPerBody, SeriesPerBody, timestamp))];
        double cpu = ProcessTree.CpuSeconds(server.ProcessId);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(bodies, Parallelism, async (body, _) => await server.WriteAsync(body));
        return (ProcessTree.CpuSeconds(server.ProcessId) - cpu, watch.Elapsed.TotalSeconds);
    }

    private static async Task QueryAsync(EngineFigures figures, string folder)
    {
        await using MetricServer server = await MetricServer.PrepareAsync(figures.Engine, folder);
        await server.StartAsync();
        long end = Now();
        await FillAsync(server, end, QueriedLoad());
        foreach ((string name, string query, long range, long step) in Queries)
        {
            string url = string.Create(
                CultureInfo.InvariantCulture,
                $"/api/v1/query_range?query={Uri.EscapeDataString(query)}&start={(end / 1000) - range}&end={end / 1000}&step={step}");
            var warming = Stopwatch.StartNew();
            for (int i = 0; i < WarmQueries || warming.Elapsed < WarmQuerying; i++)
            {
                await AskAsync(server, query, url);
            }

            var times = new List<double>();
            for (int i = 0; i < MeasuredQueries; i++)
            {
                times.Add(await AskAsync(server, query, url));
            }

            times.Sort();
            figures.Set("ms: " + name, times[times.Count / 3]);
        }

        await server.KillAsync();
    }

    /// <returns>Milliseconds until the whole answer was there.</returns>
    private static async Task<double> AskAsync(MetricServer server, string query, string url)
    {
        var watch = Stopwatch.StartNew();
        using HttpResponseMessage response = await server.Client.GetAsync(new Uri(url, UriKind.Relative));
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        double elapsed = watch.Elapsed.TotalMilliseconds;
        return response.IsSuccessStatusCode && body.Length >= 200
            ? elapsed
            : throw new InvalidOperationException($"{server.Name}: {query}: {System.Text.Encoding.UTF8.GetString(body)}");
    }

    /// <summary>The load of the queries, but five hours older, so that every server puts all of it where it stays; and then the time for its maintenance to do so.</summary>
    private static async Task DiskAsync(EngineFigures figures, string folder)
    {
        await using MetricServer server = await MetricServer.PrepareAsync(figures.Engine, folder);
        await server.StartAsync();
        long samples = await FillAsync(server, Now() - (5 * 3_600_000), QueriedLoad());
        long bytes = -1;
        int restedFor = 0;
        for (int second = 0; second < 600 && restedFor < DiskRest; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            long now = FolderBytes(server.DataFolder, static _ => true);
            restedFor = now == bytes ? restedFor + 1 : 0;
            bytes = now;
        }

        await server.StopAsync();
        long journals = FolderBytes(server.DataFolder, IsJournal);
        figures.Set("bytes on disk per sample, blocks", (double)(FolderBytes(server.DataFolder, static _ => true) - journals) / samples);
        figures.Set("bytes on disk per sample, journals and checkpoints", (double)journals / samples);
    }

    /// <summary>Prometheus' write-ahead log and the chunks of its head, and Vigia's journal; VictoriaMetrics has none.</summary>
    private static bool IsJournal(string path) =>
        path.Contains("/wal/", StringComparison.Ordinal) || path.Contains("/chunks_head/", StringComparison.Ordinal) || path.Contains("/journal/", StringComparison.Ordinal);

    private static (SeriesGenerator Series, long Length)[] QueriedLoad()
    {
        string[] bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"];
        return
        [
            (new("d", 1000, "day", SeriesKind.Counter), 86_400_000),
            (new("x", 2000, "x", SeriesKind.Counter), 2 * 3_600_000),
            (new("b", 2000, "b", SeriesKind.Counter, bounds), 2 * 3_600_000),
            (new("g", 2000, "g", SeriesKind.Gauge2), 2 * 3_600_000),
            (new("n", 20_000, "j"), 2 * 3_600_000),
        ];
    }

    /// <summary>All in the order of time, as Prometheus wants it.</summary>
    private static async Task<long> FillAsync(MetricServer server, long end, (SeriesGenerator Series, long Length)[] load)
    {
        const int PerBody = 40;
        for (long at = end - load.Max(static part => part.Length); at < end; at += PerBody * Step)
        {
            long[] timestamps = [.. Enumerable.Range(0, PerBody).Select(i => at + (i * Step)).Where(time => time <= end)];
            foreach ((SeriesGenerator series, _) in load.Where(part => end - at <= part.Length))
            {
                for (int first = 0; first < series.Count; first += 500)
                {
                    await server.WriteAsync(series.Body(first, 500, timestamps));
                }
            }
        }

        return load.Sum(static part => part.Series.Count * (part.Length / Step));
    }

    private static async Task ScrapeAsync(EngineFigures figures, string folder, int series)
    {
        var generator = new SeriesGenerator("scraped", series, "scraped");
        byte[][] expositions = Expositions();
        int scrapes = 0;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using WebApplication target = builder.Build();
        target.Run(async context =>
        {
            Interlocked.Increment(ref scrapes);
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            byte[] exposition = expositions[int.Parse(context.Request.Path.Value!.AsSpan(1), CultureInfo.InvariantCulture)];
            await context.Response.Body.WriteAsync(exposition, context.RequestAborted);
        });
        await target.StartAsync();

        await using MetricServer server = await MetricServer.PrepareAsync(
            figures.Engine, folder, [.. Enumerable.Range(0, Targets).Select(i => new Uri($"{target.Urls.First()}/{i.ToString(CultureInfo.InvariantCulture)}"))]);
        await server.StartAsync();
        await UntilAsync(() => scrapes >= WarmScrapes * Targets);
        double cpu = ProcessTree.CpuSeconds(server.ProcessId);
        int first = scrapes;
        for (int turn = 0; turn < 20; turn++)
        {
            generator.Advance();
            byte[][] next = Expositions();
            int before = scrapes;
            expositions = next;
            await UntilAsync(() => scrapes >= before + Targets);
        }

        double used = ProcessTree.CpuSeconds(server.ProcessId) - cpu;
        figures.Set("CPU µs per scraped sample", used / (scrapes - first) / (series / Targets) * 1e6);
        await server.KillAsync();

        byte[][] Expositions() => [.. Enumerable.Range(0, Targets).Select(i => generator.Exposition("scraped", i * (series / Targets), series / Targets))];
    }

    // The target only counts who came; there is nothing to wait on but the count.
    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static long FolderBytes(string folder, Func<string, bool> counts) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(counts).Sum(static path => new FileInfo(path).Length);

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Step * Step;
}
