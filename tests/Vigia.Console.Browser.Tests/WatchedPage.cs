using System.Text.Json;
using Microsoft.Playwright;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>A page that fails its test when something went wrong in it unseen.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    internal WatchedPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Add($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IPage Page { get; }

    internal async Task OpenAsync(string address)
    {
        await Page.GotoAsync(address);
        await Page.WaitForFunctionAsync("() => window.ready === true");
    }

    public Task<T> EvaluateAsync<T>(string expression, object? argument = null) => Page.EvaluateAsync<T>(expression, argument);

    public async Task<JsonElement> EvaluateAsync(string expression, object? argument = null) => (await Page.EvaluateAsync(expression, argument))!.Value;

    /// <summary>Waits until the expression is true in the page.</summary>
    /// <param name="expression">A function's text.</param>
    /// <param name="most">Milliseconds.</param>
    public Task UntilAsync(string expression, float most = 20_000) => Page.WaitForFunctionAsync(expression, null, new PageWaitForFunctionOptions { Timeout = most });

    /// <summary>Waits until the page's circuit lives: what is clicked before would be lost.</summary>
    public Task UntilInteractiveAsync() => UntilAsync("() => document.documentElement.dataset.live === 'true'");

    /// <summary>Writes artifacts/screenshots/NAME.png.</summary>
    public async Task ShootAsync(string name, bool whole = true)
    {
        string folder = Repository.File("artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        byte[] picture = await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = whole });
        Assert.NotEmpty(picture);
    }

    /// <summary>Whether VIGIA_PICTURES is set.</summary>
    internal static bool TakesPictures => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("VIGIA_PICTURES"));

    /// <summary>Writes docs/pictures/NAME.png where VIGIA_PICTURES is set; that is how those pictures are made.</summary>
    public async Task PictureAsync(string name)
    {
        if (TakesPictures)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Repository.File("docs", "pictures", name + ".png") });
        }
    }

    /// <summary>No error, warning or violation of the content security policy until now.</summary>
    public void AssertClean() => Assert.Empty(_errors);

    /// <summary>Takes away the errors that a test has provoked.</summary>
    public void Forgive(string part) => _errors.RemoveAll(error => error.Contains(part, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
