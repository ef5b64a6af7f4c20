using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>What every page stands in: languages, themes, search, and the keyboard.</summary>
[Collection(DemoCollection.Name)]
public sealed class FrameFlowTests(DemoConsole demo)
{
    // The heading has the focus after a navigation, so that a screen reader begins there.
    private const string FromTheTop = "() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }";

    [Fact]
    public async Task Language_OfTheBrowser_IsTakenUntilAnotherIsChosen() =>
        await demo.VisitAsync(new Visit() with { Locale = "pt-BR" }, async page =>
        {
            await page.OpenAsync("overview");
            Assert.Equal("pt-BR", await page.EvaluateAsync<string>("() => document.documentElement.lang"));
            Assert.Equal("Visão Geral", await page.Locator("h1").InnerTextAsync());
            await page.UntilAsync("/\\d,\\d/.test(document.querySelector('[data-figure=ErrorRate] [data-value]').textContent)");

            await page.Locator(".bar .picker button[aria-haspopup=menu]").ClickAsync();
            await page.Locator("[role=menuitem][lang=en]").ClickAsync();
            await page.UntilAsync("document.documentElement.lang === 'en'");
            await page.OpenAsync("overview");
            Assert.Equal("Overview", await page.Locator("h1").InnerTextAsync());
            await page.UntilAsync("/\\d\\.\\d/.test(document.querySelector('[data-figure=ErrorRate] [data-value]').textContent)");
        });

    [Fact]
    public async Task Theme_OfTheSystem_IsTakenUntilAnotherIsChosen() =>
        await demo.VisitAsync(new Visit() with { IsDark = true }, async page =>
        {
            const string Ground = "() => getComputedStyle(document.body).backgroundColor";
            await page.OpenAsync("dashboards");
            string dark = await page.EvaluateAsync<string>(Ground);
            await page.Locator(".bar button.icon").Last.ClickAsync();
            await page.UntilAsync("document.documentElement.dataset.theme === 'light'");
            Assert.NotEqual(dark, await page.EvaluateAsync<string>(Ground));
            await page.OpenAsync("health");
            Assert.NotEqual(dark, await page.EvaluateAsync<string>(Ground));
        });

    [Fact]
    public async Task Search_ByControlK_FindsPagesMetricsAndDashboardsAndLeadsThere() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.OpenAsync("dashboards");
            await page.Keyboard.PressAsync("Control+k");
            ILocator field = page.Locator(".searcher input");
            await field.WaitForAsync();
            await page.UntilAsync("document.activeElement === document.querySelector('.searcher input')");
            await page.Keyboard.TypeAsync("queue_size");
            await page.Locator(".searcher [role=option]", new PageLocatorOptions { HasText = "queue_size" }).First.WaitForAsync();
            await field.FillAsync("Recursos");
            await page.Locator(".searcher [role=option]", new PageLocatorOptions { HasText = "Recursos" }).First.WaitForAsync();
            await field.FillAsync("Health");
            await page.UntilAsync("document.querySelector('.searcher [role=option]')?.textContent.includes('Health')");
            await page.Keyboard.PressAsync("Enter");
            await page.WaitForURLAsync("**/ui/health*");
        });

    [Fact]
    public async Task Tab_FromTheTop_ReachesTheSkipLinkTheRailAndTheTools() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.OpenAsync("overview");
            await page.EvaluateAsync(FromTheTop);
            var reached = new List<string>();
            for (int i = 0; i < 40; i++)
            {
                await page.Keyboard.PressAsync("Tab");
                reached.Add(await page.EvaluateAsync<string>("() => { const at = document.activeElement, box = at.getBoundingClientRect(); return `${at.className || at.tagName} ${at.getAttribute('href') ?? ''} ${box.width > 0 && getComputedStyle(at).outlineStyle !== 'none' ? 'seen' : 'unseen'}`; }"));
            }

            Assert.StartsWith("skip", reached[0], StringComparison.Ordinal);
            foreach (string wanted in new[] { "/ui/dashboards", "/ui/explore", "/ui/messages", "/ui/dead-letters", "/ui/health", "search" })
            {
                Assert.Contains(reached, one => one.Contains(wanted, StringComparison.Ordinal) && one.EndsWith(" seen", StringComparison.Ordinal));
            }
        });

    [Fact]
    public async Task SkipLink_Pressed_LeadsToTheContent() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.OpenAsync("dashboards");
            await page.EvaluateAsync(FromTheTop);
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.PressAsync("Enter");
            await page.UntilAsync("document.activeElement === document.querySelector('main')");
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("() => document.querySelector('main').contains(document.activeElement)"));
        });
}
