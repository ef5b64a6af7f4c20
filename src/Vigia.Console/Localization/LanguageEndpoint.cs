using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Routing;

namespace Vigia.Console.Localization;

/// <summary>Takes a visitor's choice of language, and leads back.</summary>
internal static class LanguageEndpoint
{
    public static RouteHandlerBuilder MapLanguage(this IEndpointRouteBuilder app) => app.MapGet("/ui/language", Choose);

    private static IResult Choose(HttpContext context, string? to, string? returnUrl)
    {
        string? name = ConsoleLanguages.All.FirstOrDefault(language => language.Name == to)?.Name;
        if (name is null)
        {
            return Results.BadRequest();
        }

        context.Response.Cookies.Append(ConsoleLanguages.CookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(name)), new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });

        // Only an address of this server: one that starts with two slashes is another's.
        bool isLocal = returnUrl is ['/', ..] && !returnUrl.StartsWith("//", StringComparison.Ordinal) && !returnUrl.Contains('\\', StringComparison.Ordinal);
        return Results.LocalRedirect(isLocal ? returnUrl! : "/ui");
    }
}
