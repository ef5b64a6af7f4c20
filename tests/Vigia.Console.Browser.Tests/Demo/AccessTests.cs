using System.Net.Http.Headers;
using System.Net.Http.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>What a role opens, and how a session ends.</summary>
public sealed class AccessTests(ChromiumBrowser browser, DemoServer demo)
{
    private const string Password = "a-long-password-of-this-test";

    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    [Fact]
    public async Task Page_OfAnotherRole_SaysWhichRoleItNeeds()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/admin/users");
        Assert.Contains("admin", await page.Page.Locator(".state p").TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await page.Page.Locator(".rail a[href='/ui/admin']").CountAsync());
        page.Forgive("403");
        page.AssertClean();
    }

    [Fact]
    public async Task Address_OfNoPage_IsAnsweredByAPageWithTheWayBack()
    {
        await using WatchedPage page = await SignInAsync("lost", "viewer", "/ui/dashboards");
        await page.Page.GotoAsync("/ui/nothing-here");
        await page.Page.Locator(".state a[href='/ui']").ClickAsync();
        await page.UntilAsync("() => document.querySelector('[data-figure]')");
        page.Forgive("404");
        page.AssertClean();
    }

    [Fact]
    public async Task EndOfTheSession_ByAnAdministrator_LeadsALivePageToTheLogin()
    {
        await using WatchedPage page = await SignInAsync("leaving", "viewer", "/ui/dashboards");
        using HttpClient monitor = Monitor();
        using HttpResponseMessage answer = await monitor.PatchAsJsonAsync("ui/api/users/leaving", new { isDisabled = true }, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await page.Page.WaitForURLAsync("**/ui/login*");
        page.AssertClean();
    }

    [Fact]
    public async Task SignOut_InTheMenu_EndsTheSession()
    {
        await using WatchedPage page = await SignInAsync("going", "viewer", "/ui/dashboards");
        await page.Page.Locator(".bar .picker button[aria-haspopup=menu]").ClickAsync();
        await page.Page.Locator("button[role=menuitem]").ClickAsync();
        await page.Page.WaitForURLAsync("**/ui/login*");
        await page.Page.GotoAsync("/ui/dashboards");
        Assert.Contains("/ui/login", page.Page.Url, StringComparison.Ordinal);
        page.AssertClean();
    }

    [Fact]
    public async Task AdministrationPages_DarkAndNarrow_FitAndPassAxe()
    {
        await using WatchedPage page = await SignInAsync("chief", "admin", "/ui/admin/users", ColorScheme.Dark);
        foreach (string name in new[] { "users", "tokens", "sessions", "audit" })
        {
            await page.Page.GotoAsync("/ui/admin/" + name);
            await page.UntilInteractiveAsync();
            await page.Page.Locator("tbody tr").First.WaitForAsync();
            foreach (int width in new[] { 1440, 390 })
            {
                await page.Page.SetViewportSizeAsync(width, 844);
                Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than {width}");
                AxeResult result = await page.Page.RunAxe(Rules);
                Assert.Equal("", string.Join("\n", result.Violations.Select(rule => $"{name} {rule.Id}: {string.Join(" | ", rule.Nodes.Take(4).Select(static node => node.Html))}")));
                await page.ShootAsync($"admin-{name}-{width}-dark");
            }
        }

        page.AssertClean();
    }

    private HttpClient Monitor() => new() { BaseAddress = new Uri(demo.Address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", demo.Token) } };

    private async Task<WatchedPage> SignInAsync(string user, string role, string path, ColorScheme theme = ColorScheme.Light)
    {
        WatchedPage page = await demo.OpenAsStrangerAsync(browser, path);
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = theme });
        using HttpClient monitor = Monitor();
        using HttpResponseMessage added = await monitor.PostAsJsonAsync("ui/api/users", new { name = user, role, password = Password, mustChangePassword = false }, TestContext.Current.CancellationToken);
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await DemoServer.SignInAsync(page.Page, user, Password);
        await page.Page.WaitForURLAsync("**" + path);
        await page.UntilInteractiveAsync();
        return page;
    }
}
