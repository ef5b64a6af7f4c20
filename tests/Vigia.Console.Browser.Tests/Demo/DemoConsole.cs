using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary><c>vigia demo</c> as a visitor finds it: real processes under real traffic, started once for all tests of the collection.</summary>
public sealed partial class DemoConsole(ChromiumBrowser browser) : IAsyncLifetime
{
    private const string AdminPassword = "a-long-password-of-this-test";

    private readonly TemporaryDirectory _folder = new();
    private readonly Dictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private ExternalProcess _process = null!;

    /// <summary>Where the console is, without a path.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The one-time password of the user <c>admin</c> that the first start printed.</summary>
    public string OneTimePassword { get; private set; } = "";

    /// <summary>Asks the monitor with the token of its first start.</summary>
    public HttpClient Monitor { get; } = new();

    private string DemoPassword { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        // Beside the tests lies no copy of the console's files: the program is started where it was built.
        string built = AppContext.BaseDirectory.Split("Vigia.Console.Browser.Tests", 2)[1].Trim('/');
        string program = Repository.File(["src", "Vigia", .. built.Split('/'), "vigia.dll"]);
        _process = await ExternalProcess.StartAsync(
            "dotnet",
            [
                program, "demo", "--scenario", "errors", "--rate", "40", "--data", _folder["data"],
                .. new[] { "Monitor:Port=0", "Listeners:http:Port=0", "Listeners:mqtt:Port=0" }.SelectMany(static setting => new[] { "--set", setting }),
            ],
            workingDirectory: Repository.Root);
        Match started = await UntilAsync(() => Task.FromResult(StartLine().Match(_process.Output)), static match => match.Success);
        await UntilAsync(() => Task.FromResult(TokenLine().IsMatch(_process.Output) && OneTimeLine().IsMatch(_process.Output)), static both => both);
        Address = new Uri(started.Groups["address"].Value);
        DemoPassword = started.Groups["password"].Value;
        OneTimePassword = OneTimeLine().Match(_process.Output).Groups["password"].Value;
        Monitor.BaseAddress = Address;
        Monitor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenLine().Match(_process.Output).Value);
        await UntilAsync(() => CountAsync("count(rate(messages_processed_total{status=\"error\"}[30s])) and count(health_check_status) and count(rate(process_cpu_seconds_total[30s]))"), static count => count > 0);
    }

    /// <summary>Opens a page of its own as a user, and fails where the page logged an error, threw, broke the policy or got an answer of 500.</summary>
    public async Task VisitAsync(Visit visit, Func<IPage, Task> test)
    {
        await using DemoVisit opened = await OpenAsync(visit);
        try
        {
            await test(opened.Page);
        }
        catch (Exception exception)
        {
            string picture = await opened.ShootFailureAsync();
            throw new InvalidOperationException($"{opened.Page.Url} ({picture}): {exception.Message}\n{string.Join('\n', opened.Errors)}", exception);
        }

        Assert.Empty(opened.Errors);
    }

    /// <summary>The value of an instant query of one number; 0: there is none.</summary>
    public async Task<double> CountAsync(string query)
    {
        using JsonDocument answer = JsonDocument.Parse(await Monitor.GetStringAsync(new Uri("api/v1/query?query=" + Uri.EscapeDataString(query), UriKind.Relative)));
        JsonElement result = answer.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0 ? 0 : double.Parse(result[0].GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Makes a user through the API; its password need not be changed.</summary>
    public async Task AddUserAsync(string name, string role)
    {
        using HttpResponseMessage answer = await Monitor.PostAsJsonAsync("ui/api/users", new { name, role, password = AdminPassword, mustChangePassword = false });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Signs a user of <see cref="AddUserAsync"/> in at the login page.</summary>
    public static async Task LoginAsync(IPage page, string name, string password = AdminPassword)
    {
        await page.Locator("input[name=user]").FillAsync(name);
        await page.Locator("input[name=password]").FillAsync(password);
        await page.Locator("button[type=submit]").First.ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Monitor.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task<DemoVisit> OpenAsync(Visit visit)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.GetLeftPart(UriPartial.Authority),
            ViewportSize = new ViewportSize { Width = visit.Width, Height = visit.Height },
            Locale = visit.Locale,
            TimezoneId = "America/Sao_Paulo",
            ReducedMotion = ReducedMotion.Reduce,
            ColorScheme = visit.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            StorageState = visit.User is { } user ? await SessionAsync(user) : null,
            AcceptDownloads = true,
        });
        return await DemoVisit.OpenAsync(context);
    }

    // A login for each test would be slowed down as an attack is.
    private async Task<string> SessionAsync(string user)
    {
        if (_sessions.TryGetValue(user, out string? known))
        {
            return known;
        }

        if (user != "demo")
        {
            await AddUserAsync(user + "-user", user);
        }

        await using IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = Address.GetLeftPart(UriPartial.Authority) });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync("/ui/login");
        await (user == "demo" ? LoginAsync(page, user, DemoPassword) : LoginAsync(page, user + "-user"));
        await page.WaitForURLAsync("**/ui/");
        return _sessions[user] = await context.StorageStateAsync();
    }

    // The demo says when it is ready, and its monitor when samples are there; neither tells anybody who is not asking.
    private async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isThere)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            T answer = await ask();
            if (isThere(answer))
            {
                return answer;
            }

            Assert.False(_process.HasExited || limit.IsCancellationRequested, _process.Output);
            await Task.Delay(100);
        }
    }

    [GeneratedRegex(@"console +(?<address>http://127\.0\.0\.1:\d+)/ui +\(user demo, password (?<password>[^)]+)\)")]
    private static partial Regex StartLine();

    [GeneratedRegex("user admin, password (?<password>\\S+)")]
    private static partial Regex OneTimeLine();

    [GeneratedRegex(@"vt_[\w-]+")]
    private static partial Regex TokenLine();
}
