using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>axe's rules of WCAG 2.2 A and AA over what these modules draw.</summary>
public sealed class AccessibilityTests(ChromiumBrowser browser)
{
    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    [Theory]
    [InlineData("harness", "light", 1440)]
    [InlineData("harness", "dark", 390)]
    [InlineData("overview", "light", 1440)]
    [InlineData("overview", "dark", 390)]
    public async Task Axe_OverEveryPanel_FindsNothing(string body, string theme, int width)
    {
        await using WatchedPage page = await browser.OpenAsync("pt-BR", theme, width, 900, body);
        if (body == "harness")
        {
            await page.Page.EvaluateAsync("async () => { for (const answer of Object.values(vigia.answers.all())) await vigia.panel(answer, { traceUrl: id => `/ui/traces/${id}`, onRetry() {} }); }");
        }

        await page.UntilAsync("() => [...document.querySelectorAll('.plot-over')].every(over => over.dataset.drawn === 'true')");
        AxeResult result = await page.Page.RunAxe(Rules);
        Assert.NotEmpty(result.Passes);
        Assert.Equal("", string.Join("\n", result.Violations.Select(static rule => $"{rule.Id}: {string.Join(" | ", rule.Nodes.Take(6).Select(static node => node.Html[..Math.Min(160, node.Html.Length)]))}")));
    }
}
