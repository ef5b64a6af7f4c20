using Microsoft.Playwright;
using Vigia.Testing;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>A page, and what went wrong in it unseen.</summary>
internal sealed class DemoVisit : IAsyncDisposable
{
    private const string NotePolicy = "addEventListener('securitypolicyviolation', violation => console.error(`policy: ${violation.violatedDirective} ${violation.blockedURI}`));";

    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    private DemoVisit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // The page's own status, where a test asks for a page that is not there or not open.
            if (message.Type is "error" or "warning" && !(message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && message.Location.StartsWith(page.Url + ":", StringComparison.Ordinal)))
            {
                Note($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => Note(error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 500)
            {
                Note($"{response.Status} {response.Url}");
            }
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    public static async Task<DemoVisit> OpenAsync(IBrowserContext context)
    {
        context.SetDefaultTimeout(15_000);
        await context.AddInitScriptAsync(NotePolicy);
        return new DemoVisit(context, await context.NewPageAsync());
    }

    /// <summary>What the page looked like when its test failed.</summary>
    public async Task<string> ShootFailureAsync()
    {
        string name = $"failure-{Guid.NewGuid().ToString("N")[..8]}.png";
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Repository.File("artifacts", "screenshots", name) });
        return "artifacts/screenshots/" + name;
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Note(string error)
    {
        lock (_errors)
        {
            _errors.Add(error);
        }
    }
}
