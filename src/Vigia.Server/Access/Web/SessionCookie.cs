using Microsoft.AspNetCore.Http;

namespace Vigia.Server.Access.Web;

/// <summary>
/// The cookie that carries a session's secret. <c>SameSite=Lax</c>: a link in an e-mail finds the session, a form on another site does not.
/// </summary>
internal static class SessionCookie
{
    public const string Name = "vigia_session";

    public static void Set(HttpContext context, string secret, TimeSpan lifetime) =>
        context.Response.Cookies.Append(Name, secret, Options(context, lifetime));

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, lifetime: null));

    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/",
        MaxAge = lifetime,
    };
}
