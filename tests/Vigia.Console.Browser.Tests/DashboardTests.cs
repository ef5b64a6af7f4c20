using System.Text.Json;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>A dashboard that asks a server which answers, waits or fails.</summary>
// These tests share the server's notes.
[Collection("dashboard")]
public sealed class DashboardTests(ChromiumBrowser browser)
{
    private const string Mount = """
        async ({ count, options, height }) => {
          vigia.root.className = 'dash';
          for (let id = 1; id <= count; id++) {
            const slot = document.createElement('section');
            slot.className = 'card';
            slot.dataset.panel = id;
            slot.dataset.type = 'timeseries';
            for (const [name, value] of Object.entries({ '--x': (id % 2) * 12, '--y': Math.floor((id - 1) / 2) * 8, '--w': 12, '--h': height ?? 8 })) slot.style.setProperty(name, value);
            vigia.root.append(slot);
          }
          window.calls = [];
          window.board = vigia.dashboard.mount(vigia.root, { dashboard: 'd', from: 'now-1h', to: 'now', timeZone: 'utc', variables: { job: ['a'] }, ...options }, { invokeMethodAsync: async (...call) => { calls.push(call); } });
        }
        """;

    private const string AllDrawn = "() => [...document.querySelectorAll('.panel')].slice(0, 4).every(panel => panel.querySelector('.plot-over')?.dataset.drawn === 'true')";

    private async Task<WatchedPage> OpenAsync(int count, object? options = null)
    {
        WatchedPage page = await browser.OpenAsync();
        await page.Page.EvaluateAsync(Mount, new { count, options = options ?? new { } });
        return page;
    }

    [Fact]
    public async Task Mount_ManyPanels_AsksForThoseInSightSixAtOnce()
    {
        browser.Server.Queries.Reset(hold: true);
        await using WatchedPage page = await OpenAsync(40);
        await WaitForAsync(() => browser.Server.Queries.Asked.Count == 6);
        browser.Server.Queries.Release();
        await page.UntilAsync(AllDrawn);
        await page.UntilAsync("() => document.querySelectorAll('.panel.busy').length > 0 && [...document.querySelectorAll('.panel')].filter(panel => panel.getBoundingClientRect().top < innerHeight).every(panel => !panel.classList.contains('busy'))");
        int before = browser.Server.Queries.Asked.Count;
        Assert.InRange(before, 6, 12);
        Assert.Equal(6, browser.Server.Queries.Most);
        JsonElement asked = browser.Server.Queries.Asked[0];
        Assert.Equal("d", asked.GetProperty("dashboard").GetString());
        Assert.Equal("now-1h", asked.GetProperty("from").GetString());
        Assert.Equal("a", asked.GetProperty("variables").GetProperty("job")[0].GetString());
        Assert.InRange(asked.GetProperty("maxPoints").GetInt32(), 400, 800);
        await page.Page.EvaluateAsync("() => scrollTo(0, document.body.scrollHeight)");
        await WaitForAsync(() => browser.Server.Queries.Asked.Any(static question => question.GetProperty("panel").GetInt32() == 40));
        page.AssertClean();
    }

    [Fact]
    public async Task Update_WhileAnswersAreOut_GivesThemUpAndKeepsWhatIsDrawn()
    {
        browser.Server.Queries.Reset();
        await using WatchedPage page = await OpenAsync(4);
        await page.UntilAsync(AllDrawn);
        browser.Server.Queries.Reset(hold: true);
        await page.Page.EvaluateAsync("() => board.update({ from: 'now-2h' })");
        await WaitForAsync(() => browser.Server.Queries.Asked.Count == 4);
        Assert.Equal(4, await page.Page.Locator(".panel.busy .plot-over[data-drawn=true]").CountAsync());
        await page.Page.EvaluateAsync("() => board.update({ from: 'now-3h' })");
        await WaitForAsync(() => browser.Server.Queries.Cancelled == 4);
        await WaitForAsync(() => browser.Server.Queries.Asked.Count == 8);
        browser.Server.Queries.Release();
        await page.UntilAsync("() => document.querySelectorAll('.panel.busy').length === 0");
        page.AssertClean();
    }

    [Fact]
    public async Task Zoom_OnAPanel_SetsTheAddressAndTellsBlazor()
    {
        browser.Server.Queries.Reset();
        await using WatchedPage page = await OpenAsync(2);
        await page.UntilAsync("() => document.querySelectorAll('.plot-over[data-drawn=true]').length === 2");
        await page.Page.EvaluateAsync("() => { const over = document.querySelector('.plot-over'), box = over.getBoundingClientRect(), at = share => ({ clientX: box.left + box.width * share, clientY: box.top + 40, button: 0, pointerId: 1, bubbles: true }); over.setPointerCapture = () => {}; over.dispatchEvent(new PointerEvent('pointerdown', at(.3))); over.dispatchEvent(new PointerEvent('pointermove', at(.6))); over.dispatchEvent(new PointerEvent('pointerup', at(.6))); }");
        JsonElement call = await page.EvaluateAsync("() => calls[0]");
        Assert.Equal("RangeChanged", call[0].GetString());
        string query = await page.EvaluateAsync<string>("() => location.search");
        Assert.Contains($"from={call[1].GetString()}&to={call[2].GetString()}", query, StringComparison.Ordinal);
        await page.Page.EvaluateAsync("() => history.back()");
        await page.UntilAsync("() => calls.length === 2");
        Assert.Equal("now-1h", await page.EvaluateAsync<string>("() => calls[1][1]"));
        page.AssertClean();
    }

    [Fact]
    public async Task View_OfAPanel_FillsTheWindowUntilEscape()
    {
        browser.Server.Queries.Reset();
        await using WatchedPage page = await OpenAsync(2);
        await page.UntilAsync("() => document.querySelectorAll('.plot-over[data-drawn=true]').length === 2");
        await page.Page.Locator(".panel-menu").First.ClickAsync();
        await page.ShootAsync("panel-menu");
        await page.Page.Locator("[role=menuitem]").First.ClickAsync();
        Assert.Contains("viewPanel=1", await page.EvaluateAsync<string>("() => location.search"), StringComparison.Ordinal);
        Assert.Equal(1440, await page.EvaluateAsync<int>("() => document.querySelector('.panel.full').offsetWidth"));
        await page.UntilAsync("() => document.querySelector('.panel.full canvas').clientWidth > 1300");
        await page.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(0, await page.Page.Locator(".panel.full").CountAsync());
        page.AssertClean();
    }

    [Fact]
    public async Task Refresh_OfADashboard_AsksAgainWhileItIsSeen()
    {
        browser.Server.Queries.Reset();
        await using WatchedPage page = await OpenAsync(2, new { refresh = 1000 });
        await WaitForAsync(() => browser.Server.Queries.Asked.Count >= 6);
        await page.Page.EvaluateAsync("() => board.dispose()");
        Assert.Equal(0, await page.Page.Locator(".panel").CountAsync());
        page.AssertClean();
    }

    [Fact]
    public async Task Failure_OfAQuestion_IsShownWithItsReasonAndRetried()
    {
        browser.Server.Queries.Reset(status: 400);
        await using WatchedPage page = await OpenAsync(1);
        await page.UntilAsync("() => document.querySelector('.state.error p')?.textContent === 'parse error: unexpected character'");
        browser.Server.Queries.Reset();
        await page.Page.Locator(".state button").ClickAsync();
        await page.UntilAsync("() => document.querySelector('.plot-over')?.dataset.drawn === 'true'");
        page.Forgive("400");
        page.AssertClean();
    }

    // The server is in this process: its notes change without a word to the page.
    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
