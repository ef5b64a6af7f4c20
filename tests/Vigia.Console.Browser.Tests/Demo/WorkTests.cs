using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>What people do in the console: ask, look for a message, decide on a dead letter.</summary>
public sealed class WorkTests(ChromiumBrowser browser, DemoServer demo)
{
    [Fact]
    public async Task Explore_WhileTyping_CompletesAndShowsErrorsAtTheirPlace()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/explore?from=now-5m&to=now");
        ILocator editor = page.Page.Locator(".query-editor .monaco-editor").First;
        await editor.WaitForAsync();
        await editor.ClickAsync();
        await page.Page.Keyboard.TypeAsync("messages_proc");
        ILocator suggestion = page.Page.Locator(".suggest-widget .monaco-list-row", new() { HasText = "messages_processed_total" }).First;
        await suggestion.WaitForAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Keyboard.TypeAsync("{");
        await page.Page.Locator(".suggest-widget .monaco-list-row", new() { HasText = "protocol" }).First.WaitForAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Keyboard.TypeAsync("protocol=");
        await page.Page.Locator(".query-editor .problem:not(:empty)").First.WaitForAsync();
        await page.Page.Locator(".query-editor .squiggly-error").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Page.Keyboard.PressAsync("Control+a");
        await page.Page.Keyboard.TypeAsync("sum by (protocol) (rate(messages_processed_total[1m]))");
        await page.UntilAsync("() => document.querySelector('.query-editor .problem').textContent === ''");
        await page.Page.Keyboard.PressAsync("Control+Enter");
        await page.Page.Locator(".results .plot-over[data-drawn='true']").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.UntilAsync("() => document.querySelectorAll('.results .legend button').length >= 3");
        Assert.Contains("q=sum", page.Page.Url, StringComparison.Ordinal);
        page.AssertClean();
    }

    [Fact]
    public async Task Messages_Searched_ShowTimelineAndPayload()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/messages");
        await page.Page.Locator("form.filters select").First.SelectOptionAsync("Processed");
        await page.Page.Locator("form.filters button[type=submit]").ClickAsync();
        await page.UntilAsync("() => location.search.includes('status=processed')");
        await page.UntilAsync("() => { const rows = [...document.querySelectorAll('tbody tr:has(.chip)')]; return rows.length > 5 && rows.every(row => row.querySelector('.chip').textContent === 'processed'); }");
        await page.Page.Locator("tbody tr a.mono").First.ClickAsync();
        await page.UntilAsync("() => location.pathname.startsWith('/ui/messages/') && document.querySelector('.side h2')?.textContent === decodeURIComponent(location.pathname.split('/')[3])");
        await page.Page.Locator(".side .timeline li").First.WaitForAsync();
        Assert.True(await page.Page.Locator(".side .timeline li").CountAsync() >= 2);
        await page.Page.Locator(".side pre.payload").First.WaitForAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.UntilAsync("() => document.querySelector('.side') === null");
        page.AssertClean();
    }

    [Fact]
    public async Task DeadLetter_Replayed_IsProcessedAgainInTheVisitorsName()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/messages?status=dead");
        ILocator first = page.Page.Locator("tbody tr a.mono").First;
        await first.ClickAsync();
        await page.Page.Locator(".side .btn.primary").ClickAsync();

        // The module's own audit names the visitor.
        await page.UntilAsync("() => [...document.querySelectorAll('.side .timeline li')].some(item => item.textContent.includes('Queued again by demo'))");
        page.AssertClean();
    }

    [Fact]
    public async Task Health_OfTheModule_ListsTheGuidesDependencies()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/health");
        await page.Page.Locator(".dependency").First.WaitForAsync();
        string text = (await page.Page.Locator("main").TextContentAsync())!;
        Assert.All(["Redis", "Kafka"], name => Assert.Contains(name, text, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(4, await page.Page.Locator(".dependency:has(table) tbody").First.Locator("tr").CountAsync());
        page.AssertClean();
    }
}
