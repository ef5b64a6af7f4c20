using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Vigia.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(Vigia.Console.Browser.Tests.Demo.DemoServer))]

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>What a first visitor has: <c>vigia demo</c>, a process as in earnest, and what it printed. One for all tests, started by the first that asks.</summary>
public sealed partial class DemoServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private ExternalProcess? _process;
    private string? _state;
    private Exception? _failure;

    /// <summary>Like <c>http://127.0.0.1:41234</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The password of the user <c>demo</c>.</summary>
    public string Password { get; private set; } = "";

    /// <summary>The one-time password of <c>admin</c>, as it was printed.</summary>
    public string OneTimePassword { get; private set; } = "";

    /// <summary>An API token of the monitor.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Opens a page as the user <c>demo</c>, who is signed in.</summary>
    public async Task<WatchedPage> OpenAsync(ChromiumBrowser browser, string path, string language = "en-US", ColorScheme theme = ColorScheme.Light, int width = 1440, int height = 900)
    {
        await StartAsync(browser);
        WatchedPage page = await browser.OpenAtAsync(Address, language, theme, width, height, _state);
        await page.Page.GotoAsync(path);
        await page.UntilInteractiveAsync();
        return page;
    }

    /// <summary>Opens a page as somebody who has never been here.</summary>
    public async Task<WatchedPage> OpenAsStrangerAsync(ChromiumBrowser browser, string path, string language = "en-US")
    {
        await StartAsync(browser);
        WatchedPage page = await browser.OpenAtAsync(Address, language, ColorScheme.Light, 1440, 900, null);
        await page.Page.GotoAsync(path);
        return page;
    }

    /// <summary>Fills in the page that asks who one is.</summary>
    public static async Task SignInAsync(IPage page, string user, string password)
    {
        await page.Locator("input[name=user]").FillAsync(user);
        await page.Locator("input[name=password]").FillAsync(password);
        await page.Locator("button[type=submit]").First.ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
        _starting.Dispose();
    }

    private async Task StartAsync(ChromiumBrowser browser)
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_state is not null)
            {
                return;
            }

            if (_failure is not null)
            {
                throw new InvalidOperationException("The demo could not be started.", _failure);
            }

            _state = await RunAsync(browser);
        }
        catch (Exception exception)
        {
            // Each test that follows would try in vain.
            _failure ??= exception;
            throw;
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<string> RunAsync(ChromiumBrowser browser)
    {
        string program = Repository.File("src", "Vigia", "bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!, "net10.0", "vigia.dll");
        _process = await ExternalProcess.StartAsync(
            "dotnet", [program, "demo", "--data", _folder["demo"], "--set", "Monitor:Port=0", "--set", "Listeners:Http:Port=0", "--set", "Listeners:Mqtt:Port=0"], workingDirectory: _folder.Path);
        await UntilPrintedAsync(_process, KeyText());
        string output = _process.Output;
        Address = ConsoleText().Match(output).Groups[1].Value;
        Password = UserText().Match(output).Groups[1].Value;
        OneTimePassword = AdminText().Match(output).Groups[1].Value;
        Token = TokenText().Match(output).Value;
        if (WatchedPage.TakesPictures)
        {
            // Pictures show a monitor that has seen something.
            await Task.Delay(TimeSpan.FromMinutes(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await using WatchedPage page = await browser.OpenAtAsync(Address, "en-US", ColorScheme.Light, 1440, 900, null);
        await page.Page.GotoAsync("/ui");
        await SignInAsync(page.Page, "demo", Password);
        await page.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath.TrimEnd('/') == "/ui");
        return await page.Page.Context.StorageStateAsync();
    }

    private static async Task UntilPrintedAsync(ExternalProcess process, Regex text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        while (!text.IsMatch(process.Output))
        {
            Assert.False(process.HasExited, process.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        }
    }

    [GeneratedRegex(@"console\s+(http://[^/\s]+)/ui")]
    private static partial Regex ConsoleText();

    [GeneratedRegex(@"user demo, password ([a-z0-9-]+)\)")]
    private static partial Regex UserText();

    [GeneratedRegex(@"user admin, password ([a-z0-9-]+)")]
    private static partial Regex AdminText();

    [GeneratedRegex(@"key\s+(vk_[\w-]+)")]
    private static partial Regex KeyText();

    [GeneratedRegex(@"vt_[\w-]+")]
    private static partial Regex TokenText();
}
