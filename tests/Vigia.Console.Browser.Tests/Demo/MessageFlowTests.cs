using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>Looking for messages, and deciding on dead letters.</summary>
[Collection(DemoCollection.Name)]
public sealed class MessageFlowTests(DemoConsole demo)
{
    [Fact]
    public async Task Search_ByProtocol_ShowsAMessageWithTimelineAndPayload() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.OpenAsync("messages");
            await page.Locator(".filters select").Nth(1).SelectOptionAsync("mqtt");
            await page.Locator(".filters button[type=submit]").ClickAsync();
            await page.WaitForURLAsync("**protocol=mqtt*");
            await page.UntilAsync("[...document.querySelectorAll('.list tbody tr')].filter(row => row.cells.length > 4).length > 3 && [...document.querySelectorAll('.list tbody tr')].filter(row => row.cells.length > 4).every(row => row.cells[4].textContent === 'mqtt')");

            await page.Locator(".list tbody tr a").First.ClickAsync();
            await page.Locator(".side .timeline li").Nth(1).WaitForAsync();
            Assert.Contains("{", await page.Locator(".side pre.payload").First.TextContentAsync(), StringComparison.Ordinal);
            string id = (await page.Locator(".side h2").First.TextContentAsync())!;
            Assert.Contains("/ui/messages/" + id, page.Url, StringComparison.Ordinal);

            await page.Keyboard.PressAsync("Escape");
            await page.UntilAsync("!document.querySelector('.side')");
            await page.Locator(".filters input").First.FillAsync(id);
            await page.Locator(".filters button[type=submit]").ClickAsync();
            await page.UntilAsync("document.querySelectorAll('.list tbody tr a').length === 1");
        });

    [Fact]
    public async Task Replay_OfADeadLetter_QueuesItAgainInTheVisitorsName() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.OpenAsync("dead-letters");
            await page.Locator(".row-actions a").First.ClickAsync();
            await page.WaitForURLAsync("**status=dead*");
            await page.Locator(".list tbody tr a").First.ClickAsync();
            await page.Locator(".side .btn.primary").ClickAsync();
            await page.Locator(".mud-snackbar").WaitForAsync();

            // It left in the visitor's name and was tried again; a destination that refuses for good makes it dead once more.
            await page.UntilAsync("/again by demo/.test(document.querySelector('.side .timeline').textContent)");
        });

    [Fact]
    public async Task Replay_OfADeadLetter_IsNotOfferedToAViewer() =>
        await demo.VisitAsync(new Visit("viewer"), async page =>
        {
            await page.OpenAsync("dead-letters");
            Assert.Equal(0, await page.Locator(".row-actions button").CountAsync());
        });

    [Fact]
    public async Task Health_OfTheModule_ListsTheGuidesChecksOfTheDatabase() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.OpenAsync("health");
            string text = await page.Locator(".dependency[aria-label=Database] table, .dependency[aria-label=database] table").First.InnerTextAsync();
            foreach (string check in new[] { "onnection", "uer", "ransaction", "ndex" })
            {
                Assert.Contains(check, text, StringComparison.Ordinal);
            }
        });
}
