using Microsoft.Playwright;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>The console's pages, and what shows that each is whole.</summary>
internal static class ConsolePages
{
    /// <summary>Address, who sees it, and an expression that is true once its data are drawn.</summary>
    public static readonly IReadOnlyDictionary<string, (string Address, string? User, string Ready)> All = new Dictionary<string, (string, string?, string)>(StringComparer.Ordinal)
    {
        ["overview"] = ("/ui", "demo", "[...document.querySelectorAll('[data-value]')].every(value => /\\d/.test(value.textContent)) && document.querySelectorAll('[data-plot] .plot-over[data-drawn=true]').length === 3 && document.querySelectorAll('.deps .dot').length >= 3"),
        ["dashboards"] = ("/ui/dashboards", "demo", "document.querySelectorAll('tbody tr').length >= 5"),
        ["dashboard"] = ("/ui/d/integracao-mensagens?from=now-5m&to=now", "demo", Drawn(4)),
        ["explore"] = ("/ui/explore?q=sum%20by%20(protocol)%20(rate(messages_processed_total%5B%24__rate_interval%5D))&from=now-5m&to=now", "demo", "document.querySelector('.results .plot-over[data-drawn=true]') && document.querySelectorAll('.results table tbody tr').length > 0"),
        ["explore-empty"] = ("/ui/explore", "demo", "document.querySelector('.examples .btn') && document.querySelector('.query-editor .monaco-editor, .query-editor textarea')"),
        ["messages"] = ("/ui/messages", "demo", "document.querySelectorAll('.list tbody tr td a').length > 3"),
        ["dead-letters"] = ("/ui/dead-letters", "demo", "document.querySelectorAll('.list tbody tr').length > 0"),
        ["health"] = ("/ui/health", "demo", "document.querySelectorAll('.dependency').length > 2 && document.querySelectorAll('.bars i').length > 0"),
        ["account"] = ("/ui/account", "demo", "document.querySelectorAll('.card').length > 0 && !document.querySelector('.skeleton')"),
        ["users"] = ("/ui/admin/users", "admin", "document.querySelectorAll('tbody tr').length > 1"),
        ["tokens"] = ("/ui/admin/tokens", "admin", "document.querySelectorAll('.card').length > 0 && !document.querySelector('.skeleton')"),
        ["sessions"] = ("/ui/admin/sessions", "admin", "document.querySelectorAll('tbody tr').length > 0"),
        ["audit"] = ("/ui/admin/audit", "admin", "document.querySelectorAll('tbody tr').length > 0"),
        ["password"] = ("/ui/password", "demo", "document.querySelector('input[name=new]')"),
        ["login"] = ("/ui/login", null, "document.querySelector('input[name=user]')"),
        ["not-found"] = ("/ui/nothing-here", "demo", "document.querySelector('.state h2')"),
    };

    /// <summary>True once this many panels are drawn.</summary>
    public static string Drawn(int panels) =>
        FormattableString.Invariant($"document.querySelectorAll('.dash [data-panel]').length === {panels} && [...document.querySelectorAll('.dash [data-panel]')].filter(panel => panel.getBoundingClientRect().top < innerHeight - 60).every(panel => !panel.classList.contains('busy') && panel.querySelector('.panel-body:not(:empty)') && !panel.querySelector('.plot-over:not([data-drawn=true])'))");

    /// <summary>Opens a page, and returns once it is whole and answers to a click.</summary>
    public static async Task OpenAsync(this IPage page, string name)
    {
        (string address, _, string ready) = All[name];
        await page.GotoAsync(address);
        await page.UntilAsync(ready);
        if (name is not ("login" or "password" or "not-found"))
        {
            await page.UntilAsync("document.querySelector('.search[aria-keyshortcuts]')");
        }
    }

    public static Task UntilAsync(this IPage page, string expression, int timeout = 20_000) =>
        page.WaitForFunctionAsync($"() => !!({expression})", null, new PageWaitForFunctionOptions { Timeout = timeout });
}
