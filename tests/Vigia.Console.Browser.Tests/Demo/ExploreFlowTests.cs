using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>Writing a query and running it.</summary>
[Collection(DemoCollection.Name)]
public sealed class ExploreFlowTests(DemoConsole demo)
{
    [Fact]
    public async Task Editor_WhileTyping_CompletesAndMarksErrorsAtTheirPlace() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.OpenAsync("explore-empty");
            await page.Locator(".monaco-editor").First.ClickAsync();
            await page.Keyboard.TypeAsync("messages_proc");
            ILocator suggestion = page.Locator(".suggest-widget.visible .monaco-list-row", new PageLocatorOptions { HasText = "messages_processed_total" }).First;
            await suggestion.WaitForAsync();
            Assert.Contains("counter", await page.Locator(".suggest-widget.visible").InnerTextAsync(), StringComparison.Ordinal);
            await suggestion.ClickAsync();
            await page.Keyboard.TypeAsync("{");
            await page.Locator(".suggest-widget.visible .monaco-list-row", new PageLocatorOptions { HasText = "protocol" }).First.WaitForAsync();
            await page.Keyboard.PressAsync("Escape");

            // The brace closes itself; what is typed now stands between.
            await page.Keyboard.TypeAsync("protocol=");
            await page.Keyboard.PressAsync("Escape");
            await page.Locator(".squiggly-error").First.WaitForAsync();
            await page.UntilAsync("/^1:\\d+ /.test(document.querySelector('.query-editor .problem').textContent)");
        });

    [Fact]
    public async Task Run_AQuery_DrawsGraphAndTableAndKeepsItInTheAddress() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.OpenAsync("explore-empty");
            await page.Locator(".monaco-editor").First.ClickAsync();
            await page.Keyboard.TypeAsync("sum by (protocol) (messages_processed_total");
            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.PressAsync("Control+Enter");
            await page.UntilAsync("document.querySelector('.results .plot-over[data-drawn=true]') && document.querySelectorAll('.results table tbody tr').length === 3");
            Assert.Contains("q=sum", page.Url, StringComparison.Ordinal);
            Assert.Contains("3", await page.Locator("[data-cost]").First.TextContentAsync(), StringComparison.Ordinal);

            // The address alone shows the same, and the history knows the query.
            await page.ReloadAsync();
            await page.UntilAsync("document.querySelector('.results .plot-over[data-drawn=true]')");
            await page.Locator(".history summary").ClickAsync();
            await page.Locator("[data-history] button", new PageLocatorOptions { HasText = "messages_processed_total" }).First.WaitForAsync();
        });
}
