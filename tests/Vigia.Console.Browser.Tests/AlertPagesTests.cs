using System.Net.Http.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Vigia.Testing;
using Vigia.Testing.Notifications;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>The pages of alerts, silences, history and receivers, in the real program.</summary>
public sealed class AlertPagesTests(ChromiumBrowser browser)
{
    private const string Password = "a-password-that-was-chosen";

    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

    [Theory]
    [InlineData("en-US", ColorScheme.Light, 1440)]
    [InlineData("pt-BR", ColorScheme.Dark, 390)]
    public async Task Pages_AcknowledgeSilenceAndTest_ShowWhatCameOfIt(string locale, ColorScheme scheme, int width)
    {
        bool isEnglish = locale == "en-US";
        await using HttpReceiver receiver = await HttpReceiver.StartAsync();
        using var folder = new TemporaryDirectory();
        await File.WriteAllTextAsync(folder["alertmanager.yml"], $$"""
            route: { receiver: equipe, group_by: [alertname], group_wait: 0s, routes: [{ matchers: ['severity="critical"'], receiver: plantao }] }
            receivers: [{ name: equipe, webhook_configs: [{ url: {{receiver.Address}}hook }] }, { name: plantao }]
            """);
        MonitorSetup setup = await MonitorProcess.PrepareAsync(folder.Path);
        ExternalResult user = await ExternalProcess.RunAsync(
            "dotnet", [setup.Program, "user", "add", "ana", "--role", "editor", "--password-stdin", "--data", setup.Data], Password + "\n", workingDirectory: Repository.Root);
        Assert.True(user.ExitCode == 0, user.Output + user.Error);
        await using MonitorProcess monitor = await MonitorProcess.StartAsync(setup);
        await FireAsync(monitor, ("QueueSize", "warning", "Fila grande"), ("HighLatency", "warning", "Alta latência"), ("HighErrorRate", "critical", "Alta taxa de erros"));
        await receiver.NextAsync();

        await using WatchedPage watched = await browser.NewAsync(locale, scheme, width);
        IPage page = watched.Page;
        await page.GotoAsync($"{setup.Address}ui/login?returnUrl=%2Fui%2Falerts");
        await page.FillAsync("input[name=user]", "ana");
        await page.FillAsync("input[name=password]", Password);
        await page.ClickAsync("form button[type=submit]");
        await page.WaitForURLAsync("**/ui/alerts");
        await watched.UntilInteractiveAsync();
        string suffix = isEnglish ? "light" : "dark-narrow";

        // Acknowledged in the panel that says why.
        ILocator row = page.Locator("tr", new PageLocatorOptions { HasText = "Fila grande" });
        await row.GetByRole(AriaRole.Button).ClickAsync();
        ILocator panel = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(panel).ToContainTextAsync("equipe webhook[0]");
        await AssertAccessibleAsync(page);
        await watched.ShootAsync("alerts-why-" + suffix);
        await panel.Locator("input").First.FillAsync("já estou vendo");
        await panel.Locator("form button[type=submit]").ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync(isEnglish ? "acknowledged" : "reconhecido");
        await Assertions.Expect(panel).ToContainTextAsync("já estou vendo");

        Assert.Contains("alert=", page.Url, StringComparison.Ordinal);

        // The overview shows what is left to be seen to, the gravest first; what was taken on does not count.
        await page.GotoAsync($"{setup.Address}ui");
        await watched.UntilInteractiveAsync();
        await Assertions.Expect(page.Locator(".alert strong")).ToHaveTextAsync(["Alta taxa de erros", "Alta latência", "Fila grande"]);
        await Assertions.Expect(page.Locator(".rail b")).ToHaveTextAsync("2");
        await Assertions.Expect(page.Locator(".alert", new PageLocatorOptions { HasText = "Fila grande" })).ToContainTextAsync(isEnglish ? "taken on by ana" : "assumido por ana");
        await AssertAccessibleAsync(page);
        await page.Locator(".alert", new PageLocatorOptions { HasText = "Alta taxa" }).GetByText(isEnglish ? "dead messages" : "mensagens mortas").ClickAsync();
        await page.WaitForURLAsync("**/ui/messages?status=dead&from=*");
        await page.GoBackAsync();
        await watched.UntilInteractiveAsync();
        await page.Locator(".alert", new PageLocatorOptions { HasText = "Alta taxa" }).GetByText(isEnglish ? "acknowledge" : "reconhecer").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("HighErrorRate");

        // A silence, whose matches are shown before it is made.
        await page.GotoAsync($"{setup.Address}ui/alerts/silences");
        await watched.UntilInteractiveAsync();
        ILocator matchers = page.Locator("form input").First;
        await matchers.FillAsync("severity=warning");
        await Assertions.Expect(page.Locator("form [role=status] li")).ToHaveCountAsync(2);
        await page.Locator("form input").Nth(1).FillAsync("obra");
        await AssertAccessibleAsync(page);
        await page.Locator("form button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("table tbody tr")).ToContainTextAsync(["{severity=\"warning\"}"]);
        await watched.ShootAsync("alerts-silences-" + suffix);

        // A test of a receiver, and where labels would go.
        await page.GotoAsync($"{setup.Address}ui/alerts/receivers");
        await watched.UntilInteractiveAsync();
        ILocator test = page.Locator("tr", new PageLocatorOptions { HasText = "webhook[0]" }).GetByRole(AriaRole.Button);
        await Assertions.Expect(test).ToBeVisibleAsync();
        await page.Locator("form input").FillAsync("{alertname=\"X\",severity=\"critical\"}");
        await page.Locator("form button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator(".timeline li").Nth(1)).ToContainTextAsync("plantao");
        await test.ClickAsync();
        await Assertions.Expect(page.Locator("tr", new PageLocatorOptions { HasText = "webhook[0]" })).ToContainTextAsync("200 ok");
        await AssertAccessibleAsync(page);
        await watched.ShootAsync("alerts-receivers-" + suffix);

        await page.GotoAsync($"{setup.Address}ui/alerts/history");
        await watched.UntilInteractiveAsync();
        await Assertions.Expect(page.Locator("table")).ToContainTextAsync("ana");
        await Assertions.Expect(page.Locator("table")).ToContainTextAsync("já estou vendo");
        await AssertAccessibleAsync(page);
        await watched.ShootAsync("alerts-history-" + suffix);
        watched.AssertClean();
    }

    private static async Task AssertAccessibleAsync(IPage page)
    {
        AxeResult result = await page.RunAxe(Rules);
        Assert.NotEmpty(result.Passes);
        Assert.Equal("", string.Join("\n", result.Violations.Select(static rule => $"{rule.Id}: {string.Join(" | ", rule.Nodes.Take(6).Select(static node => node.Html[..Math.Min(160, node.Html.Length)]))}")));
    }

    private static async Task FireAsync(MonitorProcess monitor, params (string Name, string Severity, string Summary)[] alerts)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using HttpResponseMessage answer = await monitor.Client.PostAsJsonAsync(new Uri("api/v2/alerts", UriKind.Relative), alerts.Select(alert => new
        {
            labels = new { alertname = alert.Name, severity = alert.Severity },
            annotations = new { summary = alert.Summary },
            startsAt = now.AddMinutes(-1),
            endsAt = now.AddHours(1),
            generatorURL = "http://p/graph?g0.expr=queue_size+%3E+1000",
        }));
        answer.EnsureSuccessStatusCode();
    }
}
