using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>The table panel.</summary>
public sealed class TableTests(ChromiumBrowser browser)
{
    private const string First = "index => document.querySelector(`.table tbody tr:not(.spacer) td:nth-child(${index})`).textContent";

    private async Task<WatchedPage> OpenAsync()
    {
        WatchedPage page = await browser.OpenAsync();
        await page.Page.EvaluateAsync("async () => { window.one = await vigia.panel(vigia.answers.all().table, { width: 24, height: 360 }); }");
        return page;
    }

    [Fact]
    public async Task Header_Clicked_SortsUpDownAndBack()
    {
        await using WatchedPage page = await OpenAsync();
        ILocator heads = page.Page.Locator(".table thead th");
        Assert.Equal("descending", await heads.Nth(1).GetAttributeAsync("aria-sort"));
        await heads.Nth(0).Locator("button").ClickAsync();
        Assert.Equal("service-000", await page.EvaluateAsync<string>(First, 1));
        await heads.Nth(0).Locator("button").ClickAsync();
        Assert.Equal("service-499", await page.EvaluateAsync<string>(First, 1));
        Assert.Equal("descending", await heads.Nth(0).GetAttributeAsync("aria-sort"));
        await heads.Nth(0).Locator("button").ClickAsync();
        Assert.Equal("none", await heads.Nth(0).GetAttributeAsync("aria-sort"));
        await heads.Nth(2).Locator("button").ClickAsync();
        await heads.Nth(2).Locator("button").ClickAsync();
        Assert.NotEqual("–", await page.EvaluateAsync<string>(First, 3));
        page.AssertClean();
    }

    [Fact]
    public async Task Rows_OutOfSight_AreNotInThePage()
    {
        await using WatchedPage page = await OpenAsync();
        Assert.InRange(await page.Page.Locator(".table tbody tr:not(.spacer)").CountAsync(), 8, 40);
        await page.Page.EvaluateAsync("async () => { const box = document.querySelector('.panel-rows'); box.scrollTop = box.scrollHeight; await settled(); await settled(); }");
        Assert.Equal("501", await page.EvaluateAsync<string>("() => [...document.querySelectorAll('.table tbody tr:not(.spacer)')].at(-1).getAttribute('aria-rowindex')"));
        Assert.InRange(await page.Page.Locator(".table tbody tr:not(.spacer)").CountAsync(), 8, 40);
        page.AssertClean();
    }

    [Fact]
    public async Task Links_OfCells_CarryTheValueAndNoScript()
    {
        await using WatchedPage page = await OpenAsync();
        string name = await page.EvaluateAsync<string>(First, 1);
        Assert.Equal($"/ui/explore?service={name}", await page.Page.Locator(".table tbody td a").First.GetAttributeAsync("href"));
        Assert.Equal(0, await page.EvaluateAsync<int>("""
            async () => {
              const answer = vigia.answers.all().table;
              answer.frames[0].fields[0].config.links = [{ title: 'x', url: 'javascript:alert(1)' }];
              await one.draw(answer);
              return one.element.querySelectorAll('tbody a').length;
            }
            """));
        page.AssertClean();
    }
}
