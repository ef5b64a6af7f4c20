using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Vigia.Peers.Metrics;
using Vigia.Peers.Servers;
using Vigia.Testing;

namespace Vigia.Peers.Console;

/// <summary>
/// What a visitor waits for, and what a visitor costs: a dashboard of twenty panels of 200 series each over 24 h at 15 s, in a monitor that holds 200,000 series, in Debian's Chromium; then
/// as many viewers as asked for, who ask as its page does.
/// </summary>
internal static class OpenDashboards
{
    private const int Panels = 20;
    private const int SeriesPerPanel = 200;
    private const long Step = 15_000;
    private const long Day = 86_400_000;
    private const string User = "bench";
    private const string Password = "bench-password-for-one-run";
    private const string Uid = "bench";

    private const string Drawn = "() => { const all = [...document.querySelectorAll('[data-panel]')]; return all.length === 20 && all.every(panel => panel.querySelector('.plot-over')?.dataset.drawn === 'true' && !panel.classList.contains('busy')); }";

    public static async Task<int> RunAsync(int rounds, int viewers, int seconds)
    {
        using var folder = new TemporaryDirectory();
        await using MetricServer server = await MetricServer.PrepareAsync("vigia", folder["vigia"]);
        await server.StartAsync();
        System.Console.WriteLine("filling …");
        await FillAsync(server);
        await PostAsync(server, "ui/api/dashboards", Dashboard());
        await PostAsync(server, "ui/api/users", JsonSerializer.Serialize(new { name = User, role = "viewer", password = Password, mustChangePassword = false }));
        await BrowseAsync(server, rounds, seconds);
        await ViewAsync(server, viewers, seconds, isShared: true);
        await ViewAsync(server, viewers, seconds, isShared: false);
        return 0;
    }

    private static async Task FillAsync(MetricServer server)
    {
        const int PerBody = 240;
        long end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / Step * Step;
        SeriesGenerator[] shown = [.. Enumerable.Range(0, Panels).Select(static i => new SeriesGenerator("shown" + i.ToString(CultureInfo.InvariantCulture), SeriesPerPanel, "bench", (SeriesKind)(i % 2)))];
        for (long at = end - Day; at < end; at += PerBody * Step)
        {
            long[] times = [.. Enumerable.Range(0, PerBody).Select(i => at + (i * Step)).Where(time => time <= end)];
            foreach (SeriesGenerator series in shown)
            {
                await server.WriteAsync(series.Body(0, SeriesPerPanel, times));
            }
        }

        var rest = new SeriesGenerator("stored", 200_000 - (Panels * SeriesPerPanel), "bench");
        for (int first = 0; first < rest.Count; first += 2000)
        {
            await server.WriteAsync(rest.Body(first, 2000, end));
        }
    }

    private static string Dashboard() => JsonSerializer.Serialize(new
    {
        uid = Uid,
        title = "Twenty panels",
        schemaVersion = 39,
        time = new { from = "now-24h", to = "now" },
        templating = new { list = new[] { new { name = "region", type = "textbox", query = "sa-east-1" } } },
        panels = Enumerable.Range(0, Panels).Select(static i => new
        {
            id = i + 1,
            type = "timeseries",
            title = $"Panel {i}",
            gridPos = new { x = i % 4 * 6, y = i / 4 * 6, w = 6, h = 6 },
            targets = new[] { new { refId = "A", expr = $"shown{i}{{region=\"$region\"}}", legendFormat = "{{shard}}" } },
        }),
    });

    private static async Task PostAsync(MetricServer server, string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await server.Client.PostAsync(new Uri(path, UriKind.Relative), body);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task BrowseAsync(MetricServer server, int rounds, int seconds)
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
        IPage page = await browser.NewPageAsync(new() { BaseURL = server.Client.BaseAddress!.ToString(), ViewportSize = new() { Width = 1920, Height = 1400 } });
        await page.GotoAsync("/ui/login");
        await page.Locator("input[name=user]").FillAsync(User);
        await page.Locator("input[name=password]").FillAsync(Password);
        await page.Locator("button[type=submit]").First.ClickAsync();
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.live === 'true'");

        var paints = new List<double>();
        var draws = new List<double>();
        for (int round = 0; round <= rounds; round++)
        {
            await page.GotoAsync("/ui/dashboards");
            await page.WaitForFunctionAsync("() => document.documentElement.dataset.live === 'true'");
            double paint = await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime");

            // Longer than an answer is shown again, so that each round asks the engine.
            await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System);
            double drawn = await page.EvaluateAsync<double>(
                $$"""
                () => new Promise((resolve, reject) => {
                  const drawn = {{Drawn}}, start = performance.now(), state = () => [...document.querySelectorAll('[data-panel]')].map(panel => `${panel.dataset.panel} ${panel.className}: ${panel.innerText.slice(0, 80)}`).join("\n"),
                    look = () => drawn() ? resolve(performance.now() - start) : performance.now() - start > 60000 ? reject(new Error("not drawn in a minute:\n" + state())) : requestAnimationFrame(look);
                  document.querySelector('a[href="/ui/d/{{Uid}}"]').click();
                  look();
                })
                """);
            if (round > 0)
            {
                paints.Add(paint);
                draws.Add(drawn);
            }
        }

        Say("first contentful paint of the list of dashboards, ms (median, most)", Median(paints), paints.Max());
        Say("from the click to the last of 20 panels, ms (median, most)", Median(draws), draws.Max());
        await page.GotoAsync($"/ui/d/{Uid}?from=now-24h&to=now&refresh=5s");
        await page.WaitForFunctionAsync(Drawn);
        double cpu = ProcessTree.CpuSeconds(server.ProcessId);
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        Say("server CPU of one open dashboard at 5 s, % of one core", (ProcessTree.CpuSeconds(server.ProcessId) - cpu) / seconds * 100);
    }

    /// <summary>As many pages as asked for: every 5 s, on the clock, each asks for its twenty panels, eight at a time, as the page's script does.</summary>
    private static async Task ViewAsync(MetricServer server, int viewers, int seconds, bool isShared)
    {
        // Viewers are on other machines: what unpacking costs them is not this one's.
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 256 };
        using var client = new HttpClient(handler) { BaseAddress = server.Client.BaseAddress, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Client.DefaultRequestHeaders.Authorization!.Parameter);
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        var times = new List<double>();
        double cpu = ProcessTree.CpuSeconds(server.ProcessId);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, viewers).Select(viewer => Task.Run(() => LookAsync(client, viewer, seconds, isShared, times))));
        double used = (ProcessTree.CpuSeconds(server.ProcessId) - cpu) / watch.Elapsed.TotalSeconds * 100;
        times.Sort();
        string what = string.Create(CultureInfo.InvariantCulture, $"{viewers} viewers, {(isShared ? "one range" : "each a range of its own")}");
        Say(what + ": a refresh of 20 panels, ms (median, 95 %)", Median(times), times[(int)(times.Count * 0.95)]);
        Say(what + ": refreshes done of those due", times.Count / (double)(viewers * (seconds / 5)));
        Say(what + ": server CPU, % of one core", used);
    }

    private static async Task LookAsync(HttpClient client, int viewer, int seconds, bool isShared, List<double> times)
    {
        // A range that no other has differs by minutes, so that no answer serves two.
        string from = isShared ? "now-24h" : string.Create(CultureInfo.InvariantCulture, $"now-{1440 - viewer}m");
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), TimeProvider.System);
        for (int round = 0; round < seconds / 5; round++)
        {
            var watch = Stopwatch.StartNew();
            await Parallel.ForEachAsync(Enumerable.Range(1, Panels), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (panel, token) =>
            {
                var question = new { dashboard = Uid, panel, from, to = "now", maxPoints = 420, sharesTimes = true };
                using HttpResponseMessage answer = await client.PostAsJsonAsync(new Uri("ui/api/panels/query", UriKind.Relative), question, token);
                answer.EnsureSuccessStatusCode();
                await answer.Content.CopyToAsync(Stream.Null, token);
            });
            lock (times)
            {
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Say(string what, params double[] values) =>
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {string.Join(" · ", values.Select(static value => value.ToString("F1", CultureInfo.InvariantCulture)))} |"));
}
