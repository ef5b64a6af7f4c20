using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>The chart of series over time under hand and keyboard.</summary>
public sealed class ChartTests(ChromiumBrowser browser)
{
    private const string Chart = """
        async () => {
          window.zooms = []; window.outs = 0;
          window.one = await vigia.panel(vigia.answers.all().lines, { width: 24, height: 320, onZoom: (from, to) => zooms.push([from, to]), onZoomOut: () => outs++, crosshair: window.cross = new vigia.Crosshair(1), traceUrl: id => `/ui/traces/${id}` });
        }
        """;

    private async Task<WatchedPage> OpenAsync(string theme = "light")
    {
        WatchedPage page = await browser.OpenAsync(theme: theme);
        await page.Page.EvaluateAsync(Chart);
        await page.UntilAsync("() => document.querySelector('.plot-over').dataset.drawn === 'true'");
        return page;
    }

    [Fact]
    public async Task Legend_Clicked_LeavesOneAloneAndAddsWithControl()
    {
        await using WatchedPage page = await OpenAsync();
        ILocator entries = page.Page.Locator(".legend button[data-name]");
        const string Shown = "() => [...document.querySelectorAll('.legend button[data-name]')].map(button => button.getAttribute('aria-pressed')).join() + ' ' + one.chart.shown.map(series => series.name).join()";
        Assert.Equal("true,true,true p50,p95,p99", await page.EvaluateAsync<string>(Shown));
        await entries.Nth(1).ClickAsync();
        Assert.Equal("false,true,false p95", await page.EvaluateAsync<string>(Shown));
        await entries.Nth(2).ClickAsync(new LocatorClickOptions { Modifiers = [KeyboardModifier.Control] });
        Assert.Equal("false,true,true p95,p99", await page.EvaluateAsync<string>(Shown));
        await entries.Nth(2).ClickAsync(new LocatorClickOptions { Modifiers = [KeyboardModifier.Control] });
        await entries.Nth(1).FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("true,true,true p50,p95,p99", await page.EvaluateAsync<string>(Shown));
        Assert.Equal("p95", await page.EvaluateAsync<string>("() => document.activeElement.dataset.name"));
        page.AssertClean();
    }

    [Fact]
    public async Task Drag_AcrossThePlot_AsksForThatRange()
    {
        await using WatchedPage page = await OpenAsync();
        LocatorBoundingBoxResult box = (await page.Page.Locator(".plot-over").BoundingBoxAsync())!;
        JsonElement area = await page.EvaluateAsync("() => one.chart.plot.geometry");
        float left = box.X + (float)area.GetProperty("left").GetDouble(), width = (float)area.GetProperty("width").GetDouble(), y = box.Y + 40;
        await page.Page.Mouse.MoveAsync(left + (width / 4), y);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(left + (width / 2), y, new MouseMoveOptions { Steps = 4 });
        Assert.True(await page.Page.Locator(".plot-band").IsVisibleAsync());
        await page.Page.Mouse.UpAsync();
        long[][] zooms = await page.EvaluateAsync<long[][]>("() => zooms");
        long[] zoom = Assert.Single(zooms);
        long from = await page.EvaluateAsync<long>("() => vigia.answers.FROM"), span = await page.EvaluateAsync<long>("() => vigia.answers.TO - vigia.answers.FROM");
        // A pixel is some seconds wide.
        Assert.InRange(zoom[0], from + (span / 4) - 15_000, from + (span / 4) + 15_000);
        Assert.InRange(zoom[1], from + (span / 2) - 15_000, from + (span / 2) + 15_000);
        await page.Page.Mouse.DblClickAsync(left + (width / 3), y);
        Assert.Equal(1, await page.EvaluateAsync<int>("() => outs"));
        page.AssertClean();
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Pointer_OverThePlot_ShowsAllValuesAndSharesTheCrosshair(string theme)
    {
        await using WatchedPage page = await OpenAsync(theme);
        await page.Page.EvaluateAsync("async () => { window.two = await vigia.panel(vigia.answers.all().stacked, { width: 24, height: 260, crosshair: cross }); }");
        await page.UntilAsync("() => [...document.querySelectorAll('.plot-over')].every(over => over.dataset.drawn === 'true')");
        LocatorBoundingBoxResult box = (await page.Page.Locator(".plot-over").First.BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 60);
        Assert.Equal("p99,p50", await page.EvaluateAsync<string>("() => [...document.querySelectorAll('.tip-row > span')].map(row => row.textContent).join()"));
        Assert.True(await page.EvaluateAsync<bool>("() => !two.element.querySelector('.plot-line').hidden"));
        await page.ShootAsync($"tooltip-{theme}");
        await page.Page.EvaluateAsync("() => { cross.mode = 2; }");
        await page.Page.Mouse.MoveAsync(box.X + (box.Width / 4), box.Y + 60);
        Assert.Equal(2, await page.Page.Locator(".tip").CountAsync());
        await page.Page.Mouse.MoveAsync(5, 5);
        Assert.Equal(0, await page.Page.Locator(".tip").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("() => two.element.querySelector('.plot-line').hidden"));
        page.AssertClean();
    }

    [Fact]
    public async Task Keyboard_OnThePlot_WalksThroughTimeAndSpeaks()
    {
        await using WatchedPage page = await OpenAsync();
        await page.Page.Locator(".plot-over").FocusAsync();
        await page.Page.Keyboard.PressAsync("Home");
        string first = await page.EvaluateAsync<string>("() => document.querySelector('[aria-live]').textContent");
        Assert.Matches("^2024-11-22 12:00:00: p99 1[0-9.]+ ms, p95 [0-9.]+ ms, p50 [0-9.]+ ms$", first);
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("2024-11-22 12:00:15", await page.EvaluateAsync<string>("() => document.querySelector('[aria-live]').textContent"), StringComparison.Ordinal);
        await page.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(0, await page.Page.Locator(".tip").CountAsync());
    }

    [Fact]
    public async Task Summary_OfAChart_TellsSeriesAndOffersATable()
    {
        await using WatchedPage page = await OpenAsync();
        string label = (await page.Page.Locator(".plot-over").GetAttributeAsync("aria-label"))!;
        Assert.Matches("^Latência das requisições. Line chart of 3 series from 2024-11-22 12:00:00 to 2024-11-22 13:00:00. p50: minimum [0-9.]+ ms, maximum [0-9.]+ ms, last [0-9.]+ ms.", label);
        await page.Page.Locator(".chart-switch").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Equal(240, await page.Page.Locator(".chart-table tbody tr").CountAsync());
        Assert.Equal("Time,p50,p95,p99", await page.EvaluateAsync<string>("() => [...document.querySelectorAll('.chart-table thead th')].map(cell => cell.textContent).join()"));
        await page.ShootAsync("chart-table");
        page.AssertClean();
    }

    [Fact]
    public async Task Exemplars_WithATrace_AreLinksToIt()
    {
        await using WatchedPage page = await OpenAsync();
        Assert.Equal("/ui/traces/4bf92f3577b34da6a3ce929d0e0e4736", await page.Page.Locator("a.plot-exemplar").GetAttributeAsync("href"));
        Assert.Equal(1, await page.Page.Locator("span.plot-exemplar").CountAsync());
        Assert.Equal(2, await page.Page.Locator(".plot-flag").CountAsync());
        Assert.Equal(1, await page.Page.Locator(".plot-threshold").CountAsync());
    }

    [Fact]
    public async Task Gaps_InASeries_StayUnlessBridged()
    {
        await using WatchedPage page = await browser.OpenAsync();
        string drawn = await page.EvaluateAsync<string>("""
            async () => {
              const { series, answer, FROM } = vigia.answers, values = [1, null, 3, 4, null, null, 7], times = values.map((_, index) => FROM + index * 15000), results = [];
              for (const [spanNulls, lineInterpolation] of [[false, 'linear'], [true, 'linear'], [30000, 'linear'], [true, 'stepAfter']]) {
                const frame = series('a', values, {}, { spanNulls, lineInterpolation });
                const panel = await vigia.panel(answer('timeseries', 'gaps', [{ ...frame, fields: [{ name: 'Time', type: 'time', values: times }, frame.fields[1]] }], {}, { to: FROM + 90000 }));
                results.push([...panel.chart.shown[0].drawn].map(value => Number.isNaN(value) ? '-' : value).join(' '));
              }
              return results.join('; ');
            }
            """);
        Assert.Equal("1 - 3 4 - - 7; 1 2 3 4 5 6 7; 1 2 3 4 - - 7; 1 1 3 4 4 4 7", drawn);
    }

    [Fact]
    public async Task Axis_OfFewFiguresOrLittleRoom_HasNoLabelTwiceAndNoneOverAnother()
    {
        await using WatchedPage page = await browser.OpenAsync();
        string axes = await page.EvaluateAsync<string>("""
            async () => {
              const { series, answer } = vigia.answers, values = Array.from({ length: 60 }, (_, index) => 0.2 - index / 1000), results = [];
              for (const height of [280, 96]) {
                const panel = await vigia.panel(answer('timeseries', 'few', [series('a', values, { unit: 'reqps', decimals: 0, min: -0.2 })]), { height });
                results.push(panel.chart.axes[0].values.map(panel.chart.axes[0].text).join(' | '));
              }
              return results.join('; ');
            }
            """);
        Assert.Equal("-0.2 req/s | -0.1 req/s | 0 req/s | 0.1 req/s | 0.2 req/s; -0.2 req/s | 0.2 req/s", axes);
        page.AssertClean();
    }

    [Fact]
    public async Task Frames_OfDifferentSteps_AreJoinedWithoutFalseGaps()
    {
        await using WatchedPage page = await browser.OpenAsync();
        string drawn = await page.EvaluateAsync<string>("""
            async () => {
              const { answer, FROM } = vigia.answers, frame = (name, offsets, values) => ({ refId: name, name, fields: [{ name: 'Time', type: 'time', values: offsets.map(offset => FROM + offset * 1000) }, { name: 'Value', displayName: name, type: 'number', values, config: { custom: {} } }] });
              const panel = await vigia.panel(answer('timeseries', 'joined', [frame('a', [0, 15, 30, 90], [0, 15, 30, 90]), frame('b', [0, 20, 25], [1, 1, 2])], {}, { step: 30000, to: FROM + 90000 }));
              return panel.chart.shown.map(series => [...series.drawn].map(value => Number.isNaN(value) ? '-' : value).join(' ')).join('; ');
            }
            """);
        Assert.Equal("0 15 20 25 30 90; 1 1 1 2 - -", drawn);
    }

    [Fact]
    public async Task Draw_TwoHundredSeries_IsDrawnWhole()
    {
        await using WatchedPage page = await browser.OpenAsync();
        JsonElement times = await page.EvaluateAsync("""
            async () => {
              const panel = await vigia.panel(vigia.answers.all().lines, { width: 24, height: 320 }), answer = vigia.answers.many(200, 700), again = vigia.answers.many(200, 700), timed = async run => { const start = performance.now(); await run(); await settled(); return Math.round(performance.now() - start); };
              const first = await timed(() => panel.draw(answer)), next = await timed(() => panel.draw(again)), over = panel.element.querySelector('.plot-over'), box = over.getBoundingClientRect();
              const start = performance.now();
              for (let i = 0; i < 50; i++) over.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + 100 + i * 10, clientY: box.top + 90 }));
              return { first, next, move: +((performance.now() - start) / 50).toFixed(2), series: panel.chart.shown.length, entries: panel.element.querySelectorAll('.legend button[data-name]').length, rows: document.querySelectorAll('.tip-row').length };
            }
            """);
        Assert.Equal(200, times.GetProperty("series").GetInt32());
        Assert.Equal(24, times.GetProperty("entries").GetInt32());
        Assert.Equal(24, times.GetProperty("rows").GetInt32());

        // A crowd is painted below the axes: of the plot's middle columns each holds ink of many colours.
        Assert.True(await page.EvaluateAsync<bool>("""
            () => {
              const canvas = document.querySelector('.plot-under > canvas'), data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              return [0.3, 0.5, 0.7].every(share => {
                const x = Math.round(canvas.width * share), colors = new Set();
                for (let y = 0; y < canvas.height; y++) { const at = (y * canvas.width + x) * 4; if (data[at + 3] > 40) colors.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]); }
                return colors.size > 20;
              });
            }
            """));
        Directory.CreateDirectory(Repository.File("artifacts", "screenshots"));
        await File.WriteAllTextAsync(Repository.File("artifacts", "screenshots", "drawing-times.txt"), string.Create(CultureInfo.InvariantCulture, $"200 series x 700 points: first {times.GetProperty("first")} ms, again {times.GetProperty("next")} ms, pointer {times.GetProperty("move")} ms\n"));
        await page.ShootAsync("many");
        page.AssertClean();
    }
}
