using System.Text.Json;
using System.Text.RegularExpressions;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>Every panel type, drawn and looked at.</summary>
public sealed class PanelTests(ChromiumBrowser browser)
{
    private const string Drawn = "() => [...document.querySelectorAll('.plot-over')].every(over => over.dataset.drawn === 'true')";

    private static readonly string[] Plots = ["stacked", "lines", "axes", "bars", "log", "percent", "points", "heatmap", "timeline", "status", "histogram", "barchart", "lying"];

    [Theory]
    [InlineData("light", 1440, "desktop", "pt-BR")]
    [InlineData("dark", 1440, "desktop", "en")]
    [InlineData("light", 390, "phone", "pt-BR")]
    [InlineData("dark", 390, "phone", "en")]
    public async Task Draw_EveryType_FillsItsCardWithoutErrors(string theme, int width, string device, string language)
    {
        await using WatchedPage page = await browser.OpenAsync(language, theme, width, 900);
        string[] names = await page.EvaluateAsync<string[]>("""
            async () => {
              const all = vigia.answers.all(), narrow = new Set(['stat', 'gauge', 'wholepie', 'text', 'empty', 'error', 'unsupported', 'pie', 'lcd']);
              window.panels = {};
              for (const [name, answer] of Object.entries(all)) {
                panels[name] = await vigia.panel(answer, { width: narrow.has(name) ? 8 : 12, height: name === 'table' ? 360 : 260, onRetry() { window.retried = true; }, traceUrl: id => `/ui/traces/${id}` });
                panels[name].element.dataset.name = name;
              }
              return Object.keys(all);
            }
            """);
        await page.UntilAsync(Drawn);
        await page.Page.EvaluateAsync("() => settled()");
        await page.ShootAsync($"panels-{theme}-{device}");

        // Nothing is wider than its card or the window, and every plot has ink in it.
        JsonElement found = await page.EvaluateAsync("""
            () => ({
              wide: document.documentElement.scrollWidth > innerWidth,
              over: Object.entries(panels).filter(([, panel]) => panel.element.scrollWidth > panel.element.clientWidth + 1).map(([name]) => name),
              blank: Object.entries(panels).filter(([name, panel]) => [...panel.element.querySelectorAll('.plot-root canvas')].length > 0 && ![...panel.element.querySelectorAll('.plot-root canvas')].some(canvas => canvas.width > 0 && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value !== 0))).map(([name]) => name),
              plots: Object.entries(panels).filter(([, panel]) => panel.element.querySelector('.plot-root canvas')).map(([name]) => name),
              unnamed: Object.values(panels).filter(panel => !panel.element.getAttribute('aria-label')).length,
            })
            """);
        Assert.False(found.GetProperty("wide").GetBoolean());
        Assert.Empty(found.GetProperty("over").EnumerateArray());
        Assert.Empty(found.GetProperty("blank").EnumerateArray());
        Assert.Equal(Plots.Order(), found.GetProperty("plots").EnumerateArray().Select(static name => name.GetString()!).Order());
        Assert.Equal(0, found.GetProperty("unnamed").GetInt32());
        Assert.Equal(25, names.Length);
        page.AssertClean();
    }

    [Theory]
    [InlineData("light", 1440)]
    [InlineData("dark", 1440)]
    [InlineData("dark", 1000)]
    [InlineData("light", 390)]
    public async Task Overview_OfTheSketch_FitsTheWindow(string theme, int width)
    {
        await using WatchedPage page = await browser.OpenAsync("pt-BR", theme, width, 900, "overview");
        await page.UntilAsync(Drawn);
        await page.ShootAsync($"overview-{theme}-{width}");
        Assert.False(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"));
        Assert.Equal(6, await page.EvaluateAsync<int>("() => [...document.querySelectorAll('.spark path:last-child')].filter(path => path.getBoundingClientRect().width > 80).length"));

        // The rail: words, then icons alone, then a bar at the bottom.
        JsonElement rail = await page.EvaluateAsync("() => { const box = document.querySelector('.rail').getBoundingClientRect(); return { width: box.width, top: box.top }; }");
        Assert.Equal(width switch { 1440 => 216, 1000 => 60, _ => 390 }, rail.GetProperty("width").GetInt32());
        Assert.Equal(width == 390 ? 842 : 0, rail.GetProperty("top").GetInt32());
        page.AssertClean();
    }

    [Fact]
    public async Task Draw_AfterTheThemeChanges_UsesItsColours()
    {
        await using WatchedPage page = await browser.OpenAsync();
        await page.Page.EvaluateAsync("async () => { window.one = await vigia.panel(vigia.answers.all().gauge); window.two = await vigia.panel(vigia.answers.all().stacked); }");
        string light = await page.EvaluateAsync<string>("() => one.element.querySelector('svg path:nth-child(2)').getAttribute('stroke')");
        await page.Page.EvaluateAsync("async () => { vigiaTheme.toggle(); await settled(); }");
        string dark = await page.EvaluateAsync<string>("() => one.element.querySelector('svg path:nth-child(2)').getAttribute('stroke')");
        Assert.Equal("#17723f", light);
        Assert.Equal("#3ecf8e", dark);
        Assert.Equal("vigia_theme=dark", await page.EvaluateAsync<string>("() => document.cookie"));
        await page.UntilAsync("() => two.element.querySelector('.legend .swatch').style.background === 'rgb(90, 162, 255)'");
        page.AssertClean();
    }

    [Fact]
    public async Task Draw_ErrorLongerThanItsCard_StaysInIt()
    {
        await using WatchedPage page = await browser.OpenAsync();
        string outside = await page.EvaluateAsync<string>("""
            async () => {
              const found = [];
              for (const [width, height] of [[12, 280], [2, 120], [4, 90]]) {
                const panel = await vigia.panel(null, { width, height, onRetry() {} });
                panel.fail({ status: 422, message: 'found duplicate series for the match group {instance="v1"} '.repeat(20) });
                const card = panel.element.getBoundingClientRect(), state = panel.element.querySelector('.state').getBoundingClientRect();
                const scrolls = panel.element.querySelector('.state').scrollHeight > state.height;
                if (state.top < card.top || state.bottom > card.bottom || state.left < card.left || state.right > card.right || !scrolls) found.push(`${width}x${height}: ${JSON.stringify([card, state, scrolls])}`);
              }
              return found.join('; ');
            }
            """);
        Assert.Equal("", outside);
        page.AssertClean();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pt-BR")]
    public async Task Draw_WhatIsNotSupported_HasASentenceForEachReason(string language)
    {
        string[] codes = [.. new[] { "PanelQueries.cs", "TargetQueries.cs" }.SelectMany(static name => Regex.Matches(
            File.ReadAllText(Repository.File("src", "Vigia.Console", "Dashboards", "Queries", name)), "new UnsupportedPanel\\(\"([a-z-]+)\"").Select(static match => match.Groups[1].Value)).Distinct()];
        Assert.True(codes.Length >= 6);
        await using WatchedPage page = await browser.OpenAsync(language);
        Assert.Equal("", await page.EvaluateAsync<string>("codes => codes.filter(code => !vigia.strings.hasText(`unsupported.${code}`)).join(', ')", codes));
    }

    [Fact]
    public async Task Table_UnitForAllFields_LeavesTimesTimes()
    {
        await using WatchedPage page = await browser.OpenAsync();
        Assert.Equal("2024-11-22 15:11:05 | 1.73 Tri", await page.EvaluateAsync<string>("""
            () => ['time', 'number'].map(type => { const one = vigia.format.displayOf({ type, config: { unit: 'short' } }, { zone: 'utc' })(1732288265000); return one.text + one.suffix; }).join(' | ')
            """));
    }

    [Fact]
    public async Task Draw_SeriesWithoutANumber_SaysSo()
    {
        await using WatchedPage page = await browser.OpenAsync();
        Assert.Equal("There are series, but none of their values is a number: a division by zero, for example.", await page.EvaluateAsync<string>("""
            async () => {
              const { series, answer } = vigia.answers, panel = await vigia.panel(answer('timeseries', 'nan', [series('a', [null, 'NaN', null])]));
              return panel.element.querySelector('.state.empty p').textContent;
            }
            """));
        page.AssertClean();
    }

    [Theory]
    [InlineData("en", "No data in this range", "Panels of type “geomap” are not drawn here.", "Try again")]
    [InlineData("pt-BR", "Sem dados neste período", "Painéis do tipo “geomap” não são desenhados aqui.", "Tentar de novo")]
    public async Task Draw_WithoutData_SaysWhy(string language, string empty, string unsupported, string retry)
    {
        await using WatchedPage page = await browser.OpenAsync(language);
        await page.Page.EvaluateAsync("""
            async () => {
              const all = vigia.answers.all();
              window.panels = { loading: await vigia.panel(null, { type: 'table' }) };
              for (const name of ['empty', 'error', 'unsupported']) panels[name] = await vigia.panel(all[name], { onRetry() { window.retried = name; } });
            }
            """);
        Assert.True(await page.EvaluateAsync<bool>("() => panels.loading.element.querySelectorAll('.skeleton').length === 6 && panels.loading.element.getAttribute('aria-busy') === 'true'"));
        Assert.Equal(empty, await page.EvaluateAsync<string>("() => panels.empty.element.querySelector('.state strong').textContent"));
        Assert.Equal(unsupported, await page.EvaluateAsync<string>("() => panels.unsupported.element.querySelector('.state p').textContent"));
        Assert.Equal("1:14: parse error: unexpected end of input", await page.EvaluateAsync<string>("() => panels.error.element.querySelector('.state.error p').textContent"));
        Assert.Equal(retry, await page.EvaluateAsync<string>("() => { const button = panels.error.element.querySelector('button.btn.small'); button.click(); return button.textContent; }"));
        Assert.Equal("error", await page.EvaluateAsync<string>("() => window.retried"));
        page.AssertClean();
    }

    [Fact]
    public async Task Draw_WithNewData_MovesNothing()
    {
        await using WatchedPage page = await browser.OpenAsync();
        bool same = await page.EvaluateAsync<bool>("""
            async () => {
              const answer = vigia.answers.all().lines, panel = await vigia.panel(null, { type: 'timeseries', title: answer.panel.title }), box = () => JSON.stringify(panel.element.getBoundingClientRect());
              const before = box();
              await panel.draw(answer);
              const drawn = box(), plot = panel.element.querySelector('.plot-over').getBoundingClientRect().height;
              panel.loading();
              await panel.draw(vigia.answers.all().lines);
              return before === drawn && drawn === box() && plot === panel.element.querySelector('.plot-over').getBoundingClientRect().height && plot > 60;
            }
            """);
        Assert.True(same);
        page.AssertClean();
    }
}
