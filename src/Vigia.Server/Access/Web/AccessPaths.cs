using Microsoft.AspNetCore.Http;

namespace Vigia.Server.Access.Web;

/// <summary>Where a browser is sent.</summary>
public static class AccessPaths
{
    /// <summary>The console's first page.</summary>
    public const string Console = "/ui/";

    /// <summary>GET: the page to log in at, drawn by the console. POST: logs in.</summary>
    public const string Login = "/ui/login";

    /// <summary>POST: logs out.</summary>
    public const string Logout = "/ui/logout";

    /// <summary>GET: the page to choose a new password at, drawn by the console. POST: chooses it.</summary>
    public const string Password = "/ui/password";

    /// <summary>GET: the page that says which role another one needs, drawn by the console. <c>needs</c> names the scope.</summary>
    public const string Forbidden = "/ui/forbidden";

    /// <summary>Below here programs are answered, in JSON and never by a redirection.</summary>
    internal const string Api = "/ui/api";

    internal static bool IsConsole(HttpRequest request) => request.Path.StartsWithSegments("/ui", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a person asks for a page, who is better led on than told a status.</summary>
    internal static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && IsConsole(request)
        && !request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    internal static string LoginFor(HttpRequest request)
    {
        string wanted = request.PathBase + request.Path + request.QueryString;
        return wanted is Console or "/ui" || !LocalUrl.IsLocal(wanted) ? Login : $"{Login}?returnUrl={Uri.EscapeDataString(wanted)}";
    }
}
