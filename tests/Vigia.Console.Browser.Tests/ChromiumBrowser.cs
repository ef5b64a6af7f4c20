using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Vigia.Console.Browser.Tests.ChromiumBrowser))]

namespace Vigia.Console.Browser.Tests;

/// <summary>Debian's Chromium without a window, and the server it looks at; one of each for all tests.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public ConsoleServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ConsoleServer.StartAsync();
        _playwright = await Playwright.CreateAsync();
        string program = Find(out string? root);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root is not null)
        {
            // Unpacked packages: their fonts and settings lie below a folder of their own.
            environment["XDG_DATA_HOME"] = Path.Combine(root, "usr", "share");
            if (Directory.Exists(Path.Combine(root, "etc", "fonts")) && !Directory.Exists("/etc/fonts"))
            {
                environment["FONTCONFIG_PATH"] = Path.Combine(root, "etc", "fonts");
            }

            foreach (string name in new[] { "PATH", "LD_LIBRARY_PATH", "HOME" })
            {
                if (Environment.GetEnvironmentVariable(name) is { } value)
                {
                    environment[name] = value;
                }
            }
        }

        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            // In a container there is neither a sandbox to build nor much shared memory.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb", "--font-render-hinting=none"],
            Env = environment.Count > 0 ? environment : null,
        });
    }

    /// <summary>Opens a page of these tests; it notes every error and violation of the policy.</summary>
    public async Task<WatchedPage> OpenAsync(string language = "en", string? theme = "light", int width = 1440, int height = 900, string body = "harness")
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            TimezoneId = "America/Sao_Paulo",
            ReducedMotion = ReducedMotion.Reduce,
            ColorScheme = ColorScheme.Light,
        });
        var page = new WatchedPage(context, await context.NewPageAsync());
        await page.OpenAsync($"{Server.Address}/page?lang={language}&body={body}{(theme is null ? "" : $"&theme={theme}")}");
        return page;
    }

    /// <summary>Opens a browser of its own, with nothing in it but what <paramref name="state"/> brings.</summary>
    /// <param name="address">What its addresses begin with.</param>
    /// <param name="language">What it asks for.</param>
    /// <param name="theme">What the system around it looks like.</param>
    /// <param name="width">The window's, in CSS pixels.</param>
    /// <param name="height">The window's.</param>
    /// <param name="state">Cookies and local storage, as <see cref="IBrowserContext.StorageStateAsync"/> wrote them; null: none.</param>
    public async Task<WatchedPage> OpenAtAsync(string address, string language, ColorScheme theme, int width, int height, string? state)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address,
            Locale = language,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            TimezoneId = "America/Sao_Paulo",
            ReducedMotion = ReducedMotion.Reduce,
            ColorScheme = theme,
            StorageState = state,
            HasTouch = width < 600,
            IsMobile = width < 600,
        });
        context.SetDefaultTimeout(30_000);
        return new WatchedPage(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await Server.DisposeAsync();
    }

    // Beside Debian's start script lies the program itself, whose script looks for it in /usr even where it was unpacked elsewhere.
    private static string Find(out string? root)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            string script = Path.Combine(folder, "chromium");
            if (!File.Exists(script))
            {
                continue;
            }

            string program = Path.GetFullPath(Path.Combine(folder, "..", "lib", "chromium", "chromium"));
            string above = Path.GetFullPath(Path.Combine(folder, "..", ".."));
            root = above == "/" ? null : above;
            return File.Exists(program) ? program : script;
        }

        throw new FileNotFoundException("There is no 'chromium' on the PATH. On Debian: apt-get install chromium; ./test does it.");
    }
}
