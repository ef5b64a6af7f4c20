using System.Text.Json;
using Microsoft.Playwright;
using Vigia.Console.Dashboards.Reading;
using Vigia.Console.Tests.Dashboards;
using Vigia.Testing;
using Vigia.Testing.Metrics;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>Dashboards that people run, each opened in the browser over a real monitor that holds series made for its queries.</summary>
public sealed class DashboardConformanceTests(ChromiumBrowser browser)
{
    private const string Suite = "dashboards";
    private const string Password = "a-password-that-was-chosen";
    private const int Minutes = 60;

    /// <summary>What each panel came to: drawn, without data, a sentence, an error; "" while it is not there yet.</summary>
    private const string States = """
        () => [...document.querySelectorAll('[data-panel]')].map(panel => {
          const state = panel.querySelector('.state'), body = panel.querySelector('.panel-body');
          if (panel.classList.contains('busy') || panel.querySelector('.skeleton')) return '';

          if (state) return state.classList.contains('error') ? 'error: ' + panel.dataset.title + ': ' + state.textContent : state.classList.contains('empty') ? 'empty' : 'sentence';

          // A text without words is how people make room.
          if (body?.querySelector('.prose')) return 'drawn';
          const over = panel.querySelector('.plot-over');
          return (over ? over.dataset.drawn === 'true' : body && body.childElementCount > 0 && body.textContent.trim().length > 0) ? 'drawn' : '';
        })
        """;

    /// <summary>Panels that lie over one another, and what stands out of its panel; what scrolls counts as the box it scrolls in.</summary>
    private const string Disorder = """
        () => {
          const panels = [...document.querySelectorAll('[data-panel]')].map(panel => [panel.dataset.title, panel.getBoundingClientRect(), panel]), found = [];
          for (const [title, box, panel] of panels) {
            for (const [other, at] of panels)
              if (at !== box && at.left < box.right - 1 && box.left < at.right - 1 && at.top < box.bottom - 1 && box.top < at.bottom - 1) found.push(`${title} lies over ${other}`);
            for (const part of panel.querySelectorAll('.panel-body > *, .panel-body .scroll, .panel-body .legend, .panel-body .state > *')) {
              const at = part.getBoundingClientRect(), clip = part.closest('.state')?.getBoundingClientRect() ?? at;
              if (at.width > 0 && (Math.min(at.right, clip.right) > box.right + 1 || Math.min(at.bottom, clip.bottom) > box.bottom + 1 || Math.max(at.left, clip.left) < box.left - 1 || Math.max(at.top, clip.top) < box.top - 1))
                found.push(`${part.className || part.tagName} stands out of ${title}`);
            }
          }
          return found.slice(0, 10).join('; ');
        }
        """;

    [Fact]
    public async Task EveryDashboard_InTheBrowser_LeavesNoPanelBlank()
    {
        Assert.SkipWhen(Conformance.Root is null, "VIGIA_CONFORMANCE is not set");
        using var folder = new TemporaryDirectory();
        MonitorSetup setup = await MonitorProcess.PrepareAsync(folder.Path);
        ExternalResult user = await ExternalProcess.RunAsync(
            "dotnet", [setup.Program, "user", "add", "ana", "--role", "viewer", "--password-stdin", "--data", setup.Data], Password + "\n", workingDirectory: Repository.Root);
        Assert.True(user.ExitCode == 0, user.Output + user.Error);
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(setup);

        await using WatchedPage watched = await browser.NewAsync("en-US", ColorScheme.Light, 1440);
        IPage page = watched.Page;

        // Taller than any of them, so that no panel waits to be scrolled to.
        await page.SetViewportSizeAsync(1440, 16_000);
        await page.GotoAsync($"{setup.Address}ui/login?returnUrl=%2Fui%2Fdashboards");
        await page.FillAsync("input[name=user]", "ana");
        await page.FillAsync("input[name=password]", Password);
        await page.ClickAsync("form button[type=submit]");
        await page.WaitForURLAsync("**/ui/dashboards");

        var files = Conformance.Cases(Suite).ToDictionary(static name => name, static name => File.ReadAllBytes(Conformance.File(Suite, name)));
        await FillAsync(monitor, files.Values);
        var tally = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string name, byte[] json) in files)
        {
            string uid = await ImportAsync(monitor, json);
            await page.GotoAsync($"{setup.Address}ui/d/{uid}?from=now-{Minutes}m&to=now");
            await watched.UntilInteractiveAsync();
            try
            {
                await watched.UntilAsync($"() => {{ const all = ({States})(); return all.length > 0 && all.every(state => state !== ''); }}");
            }
            catch (TimeoutException)
            {
                string blank = $"() => {{ const states = ({States})(); return [...document.querySelectorAll('[data-panel]')].filter((_, index) => states[index] === '').map(panel => panel.dataset.title + ': ' + (panel.querySelector('.panel-body')?.outerHTML.slice(0, 1200) ?? '') + [...panel.querySelectorAll('.panel-body, .panel-body *')].slice(0, 12).map(element => ` ${{element.className}} ${{element.clientWidth}}x${{element.clientHeight}}`)).join(' ---- '); }}";
                Assert.Fail($"{name}: blank, or waiting: {await watched.EvaluateAsync<string>(blank)}");
            }

            Assert.Equal("", await watched.EvaluateAsync<string>(Disorder));
            foreach (JsonElement state in (await watched.EvaluateAsync(States)).EnumerateArray())
            {
                Assert.False(state.GetString()!.StartsWith("error", StringComparison.Ordinal), $"{name}: {state}");
                tally[state.GetString()!] = tally.GetValueOrDefault(state.GetString()!) + 1;
            }
        }

        string counted = string.Join(", ", tally.Select(static pair => $"{pair.Key} {pair.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(counted);
        Assert.True(tally["drawn"] > 0.75 * tally.Values.Sum(), counted);
        watched.AssertClean();
    }

    private static async Task FillAsync(MonitorProcess monitor, IEnumerable<byte[]> dashboards)
    {
        long end = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        IEnumerable<WrittenSeries> series = dashboards.SelectMany(static (json, index) => GeneratedSeries.For(DashboardReader.Read(json), FormattableString.Invariant($"v{index}"))).Distinct().Select((labels, place) => new WrittenSeries(
            [.. labels.Select(static label => (label.Name, label.Value))],
            [.. Enumerable.Range(0, (Minutes * 4) + 1).Select(i => (end - (((Minutes * 4) - i) * 15_000L), 10d + place + (i * 3)))]));
        foreach (WrittenSeries[] some in series.Chunk(500))
        {
            using HttpContent body = RemoteWriteMessage.Create(some);
            using HttpResponseMessage written = await monitor.Client.PostAsync(new Uri("api/v1/write", UriKind.Relative), body);
            Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync());
        }
    }

    private static async Task<string> ImportAsync(MonitorProcess monitor, byte[] json)
    {
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage imported = await monitor.Client.PostAsync(new Uri("ui/api/dashboards", UriKind.Relative), content);
        string answer = await imported.Content.ReadAsStringAsync();
        Assert.True(imported.IsSuccessStatusCode, answer);
        return JsonDocument.Parse(answer).RootElement.GetProperty("uid").GetString()!;
    }
}
