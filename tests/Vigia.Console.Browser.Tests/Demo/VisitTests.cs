using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>Every page as a visitor meets it.</summary>
public sealed class VisitTests(ChromiumBrowser browser, DemoServer demo)
{
    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    /// <summary>The pages, and what has to be there before they are looked at.</summary>
    public static TheoryData<string, string> Pages => new()
    {
        { "/ui?from=now-5m&to=now", "[data-figure] [data-value]:not(:has(.skeleton))" },
        { "/ui/dashboards", "tbody tr" },
        { "/ui/d/integracao-visao-geral?from=now-5m&to=now", ".plot-over[data-drawn='true']" },
        { "/ui/explore?q=queue_size&from=now-5m&to=now", ".results .plot-over[data-drawn='true']" },
        { "/ui/messages", "tbody tr a" },
        { "/ui/dead-letters", "tbody tr" },
        { "/ui/health", ".dependency .bars i" },
        { "/ui/alerts", "tbody tr" },
        { "/ui/alerts/rules", "tbody tr" },
        { "/ui/alerts/silences", "main form" },
        { "/ui/alerts/history", "main form" },
        { "/ui/alerts/receivers", "tbody tr" },
        { "/ui/account", "tbody tr" },
    };

    [Fact]
    public async Task FirstVisit_AsAdmin_HasToChooseAPasswordFirst()
    {
        await using WatchedPage page = await demo.OpenAsStrangerAsync(browser, "/ui/explore?q=up");
        Assert.Contains("/ui/login", page.Page.Url, StringComparison.Ordinal);
        await DemoServer.SignInAsync(page.Page, "admin", "wrong-password-1");
        await page.Page.Locator("[role=alert]").WaitForAsync();
        await DemoServer.SignInAsync(page.Page, "admin", demo.OneTimePassword);
        await page.Page.WaitForURLAsync("**/ui/password**");

        // Nothing else is open until it is changed.
        await page.Page.GotoAsync("/ui/messages");
        Assert.Contains("/ui/password", page.Page.Url, StringComparison.Ordinal);
        foreach ((string name, string value) in new[] { ("old", demo.OneTimePassword), ("new", "a-long-new-password-7"), ("repeat", "a-long-new-password-7") })
        {
            await page.Page.Locator($"input[name={name}]").FillAsync(value);
        }

        await page.Page.Locator("button[type=submit]").First.ClickAsync();
        await page.Page.WaitForURLAsync(url => !url.Contains("/ui/password", StringComparison.Ordinal));
        await page.Page.GotoAsync("/ui/admin/users");
        await page.UntilInteractiveAsync();
        Assert.Contains("demo", await page.Page.Locator("main").TextContentAsync());
        AxeResult result = await page.Page.RunAxe(Rules);
        Assert.Equal("", Describe(result));
        page.AssertClean();
    }

    [Fact]
    public async Task Overview_OfADemo_IsFull()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui");
        await page.UntilAsync("() => { const all = [...document.querySelectorAll('[data-figure] [data-value]')]; return all.length >= 6 && all.every(value => /\\d/.test(value.textContent)); }");
        await page.UntilAsync("() => [...document.querySelectorAll('[data-overview] .plot-over')].length >= 3 && [...document.querySelectorAll('[data-overview] .plot-over')].every(over => over.dataset.drawn === 'true')");
        await page.UntilAsync("() => document.querySelectorAll('.strip .dep').length >= 3");
        page.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnAPhone_FitsAndPassesAxe(string path, string ready)
    {
        await using WatchedPage page = await demo.OpenAsync(browser, path, "pt-BR", ColorScheme.Dark, 390, 844);
        await page.Page.Locator(ready).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Equal("", await page.EvaluateAsync<string>("""
            () => document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('main *, header *')]
              .filter(element => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.table-scroll, .scroll, .payload, .tabs, .rail')).slice(0, 5).map(element => element.outerHTML.slice(0, 120)).join('\n')
            """));
        Assert.Equal("", Describe(await page.Page.RunAxe(Rules)));
        await page.ShootAsync(Name(path) + "-phone-dark");
        if (path.StartsWith("/ui?", StringComparison.Ordinal))
        {
            await page.PictureAsync("overview-phone");
        }

        page.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnADesk_PassesAxeInDark(string path, string ready)
    {
        await using WatchedPage page = await demo.OpenAsync(browser, path, "en-US", ColorScheme.Dark);
        await page.Page.Locator(ready).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Equal("", Describe(await page.Page.RunAxe(Rules)));
        await page.ShootAsync(Name(path) + "-desk-dark");
        page.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnADesk_PassesAxeInLight(string path, string ready)
    {
        await using WatchedPage page = await demo.OpenAsync(browser, path);
        await page.Page.Locator(ready).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Equal("", Describe(await page.Page.RunAxe(Rules)));
        Assert.Equal(1, await page.Page.Locator("h1").CountAsync());
        await page.ShootAsync(Name(path) + "-desk-light");
        await page.PictureAsync(Picture(path));
        page.AssertClean();
    }

    [Fact]
    public async Task Search_ByKeyboard_GoesToADashboard()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/health");
        await page.Page.Keyboard.PressAsync("Control+k");
        await page.Page.Locator(".searcher input").FillAsync("seguranca");
        await page.Page.Locator(".searcher [role=option]", new() { HasText = "Segurança" }).WaitForAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.UntilAsync("() => location.pathname === '/ui/d/integracao-seguranca'");
        page.AssertClean();
    }

    [Fact]
    public async Task Keyboard_FromTheTop_ReachesTheContent()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/dashboards");

        // A page that was just entered begins at its heading, so the way to its content is taken from the page's start.
        await page.Page.Locator(".skip").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Page.Keyboard.PressAsync("Tab");
        Assert.True(await page.EvaluateAsync<bool>("() => document.querySelector('main').contains(document.activeElement)"));
        page.AssertClean();
    }

    [Fact]
    public async Task Language_Chosen_StaysAndTurnsEveryWord()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/messages", "pt-BR");
        Assert.Equal("Mensagens", (await page.Page.Locator("h1").TextContentAsync())!.Trim());
        await page.Page.Locator(".bar .picker > button[aria-haspopup=menu]").ClickAsync();
        await page.Page.GetByRole(AriaRole.Menuitem, new() { Name = "English" }).ClickAsync();
        await page.UntilAsync("() => document.documentElement.lang === 'en'");
        await page.Page.GotoAsync("/ui/health");
        Assert.Equal("Health", (await page.Page.Locator("h1").TextContentAsync())!.Trim());
        page.AssertClean();
    }

    private static string Name(string path) => "demo" + path.Split('?')[0].Replace('/', '-');

    private static string Picture(string path) => path.Split('?')[0]["/ui".Length..].Trim('/').Replace('/', '-') is { Length: > 0 } page ? page : "overview";

    private static string Describe(AxeResult result) => string.Join(
        "\n", result.Violations.Where(static rule => rule.Impact is "serious" or "critical").Select(static rule => $"{rule.Id}: {string.Join(" | ", rule.Nodes.Take(4).Select(static node => node.Html[..Math.Min(200, node.Html.Length)]))}"));
}
