using Microsoft.AspNetCore.Http;

namespace Vigia.Server.Access.Web;

/// <summary>
/// What tells browsers how to guard the console. Styles may stand in elements, which Monaco and ECharts need; scripts may not, and nothing comes
/// from elsewhere.
/// </summary>
internal sealed class ConsoleHeaders(RequestDelegate next)
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

    private const string PermissionsPolicy =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()";

    public Task InvokeAsync(HttpContext context)
    {
        if (AccessPaths.IsConsole(context.Request))
        {
            context.Response.OnStarting(static state => SetAsync((HttpContext)state), context);
        }

        return next(context);
    }

    private static Task SetAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";

        // Not no-referrer: with it browsers send "Origin: null" with the forms of our own pages.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        // Files say themselves how long they may be kept.
        string type = context.Response.ContentType ?? "";
        if (headers.CacheControl.Count == 0
            || type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }
}
