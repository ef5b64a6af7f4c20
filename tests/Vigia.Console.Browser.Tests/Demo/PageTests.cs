using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>Every page, on a desk and on a telephone, light and dark.</summary>
[Collection(DemoCollection.Name)]
public sealed class PageTests(DemoConsole demo)
{
    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    public static TheoryData<string> Names => [.. ConsolePages.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Page_LightAndDark_IsWholeAndAccessible(string name)
    {
        foreach (bool isDark in new[] { false, true })
        {
            await demo.VisitAsync(new Visit(ConsolePages.All[name].User) { IsDark = isDark }, async page =>
            {
                await page.OpenAsync(name);
                await AssertFitsAsync(page);
                await ShootAsync(page, $"{name}-{(isDark ? "dark" : "light")}");
                await AssertAccessibleAsync(page);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Page_OnATelephone_FitsItsWidth(string name) =>
        await demo.VisitAsync(new Visit(ConsolePages.All[name].User) { Locale = "pt-BR" }.OnPhone(), async page =>
        {
            await page.OpenAsync(name);
            await ShootAsync(page, name + "-phone");
            await AssertFitsAsync(page);
            await AssertAccessibleAsync(page);
        });

    private static async Task AssertFitsAsync(IPage page)
    {
        string wide = await page.EvaluateAsync<string>("""
            () => document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')]
              .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(one).position !== 'fixed')
              .slice(0, 8).map(one => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}`).join('; ')
            """);
        Assert.Equal("", wide);
    }

    private static async Task AssertAccessibleAsync(IPage page)
    {
        AxeResult result = await page.RunAxe(Rules);
        Assert.NotEmpty(result.Passes);
        Assert.Equal("", string.Join("\n", result.Violations.Where(static rule => rule.Impact is "serious" or "critical").Select(static rule =>
            $"{rule.Id}: {string.Join(" | ", rule.Nodes.Take(6).Select(static node => node.Html[..Math.Min(200, node.Html.Length)]))}")));
    }

    private static async Task ShootAsync(IPage page, string name) => await page.ScreenshotAsync(new PageScreenshotOptions { Path = Repository.File("artifacts", "screenshots", name + ".png") });
}
