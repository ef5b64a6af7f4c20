using System.Net.Http.Json;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>From the first visit to the end of a session.</summary>
[Collection(DemoCollection.Name)]
public sealed class AccessFlowTests(DemoConsole demo)
{
    [Fact]
    public async Task FirstVisit_WithTheOneTimePassword_LeadsThroughANewPasswordToTheOverview() =>
        await demo.VisitAsync(new Visit(null), async page =>
        {
            await page.GotoAsync("/ui/messages");
            Assert.Contains("/ui/login?returnUrl=%2Fui%2Fmessages", page.Url, StringComparison.Ordinal);

            await DemoConsole.LoginAsync(page, "admin", "not-the-password");
            await page.Locator("[role=alert]").WaitForAsync();

            await DemoConsole.LoginAsync(page, "admin", demo.OneTimePassword);
            await page.WaitForURLAsync("**/ui/password*");

            // Nothing else is open until then.
            await page.GotoAsync("/ui/explore");
            Assert.EndsWith("/ui/password", new Uri(page.Url).AbsolutePath, StringComparison.Ordinal);

            await page.Locator("input[name=old]").FillAsync(demo.OneTimePassword);
            await page.Locator("input[name=new]").FillAsync("another-long-password");
            await page.Locator("input[name=repeat]").FillAsync("another-long-passwort");
            await page.Locator("button.primary").ClickAsync();
            await page.Locator("[role=alert]").WaitForAsync();

            await page.Locator("input[name=old]").FillAsync(demo.OneTimePassword);
            await page.Locator("input[name=new]").FillAsync("another-long-password");
            await page.Locator("input[name=repeat]").FillAsync("another-long-password");
            await page.Locator("button.primary").ClickAsync();
            await page.UntilAsync(ConsolePages.All["overview"].Ready);
        });

    [Fact]
    public async Task Page_OfAnotherRole_SaysWhichRoleItNeeds() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.GotoAsync("/ui/admin/users");
            Assert.Contains("admin", await page.Locator(".state p").TextContentAsync(), StringComparison.Ordinal);
            Assert.Equal(0, await page.Locator(".rail a[href='/ui/admin']").CountAsync());
        });

    [Fact]
    public async Task EndOfTheSession_ByAnAdministrator_LeadsALivePageToTheLogin()
    {
        await demo.AddUserAsync("leaving", "viewer");
        await demo.VisitAsync(new Visit(null), async page =>
        {
            await page.GotoAsync("/ui/login");
            await DemoConsole.LoginAsync(page, "leaving");
            await page.OpenAsync("dashboards");

            // Disabling ends the user's sessions.
            using HttpResponseMessage answer = await demo.Monitor.PatchAsJsonAsync("ui/api/users/leaving", new { isDisabled = true });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            await page.WaitForURLAsync("**/ui/login*");
        });
    }

    [Fact]
    public async Task SignOut_InTheMenu_EndsTheSession()
    {
        await demo.AddUserAsync("going", "viewer");
        await demo.VisitAsync(new Visit(null), async page =>
        {
            await page.GotoAsync("/ui/login");
            await DemoConsole.LoginAsync(page, "going");
            await page.OpenAsync("dashboards");
            await page.Locator(".bar .picker button[aria-haspopup=menu]").ClickAsync();
            await page.Locator("[role=menuitem][type=submit]").ClickAsync();
            await page.WaitForURLAsync("**/ui/login*");
            await page.GotoAsync("/ui/dashboards");
            Assert.Contains("/ui/login", page.Url, StringComparison.Ordinal);
        });
    }
}
