using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace Vigia.Console.Localization;

/// <summary>Takes the first language of Accept-Language that the console speaks; every Portuguese reads Brazil's.</summary>
internal sealed class BrowserLanguageProvider : RequestCultureProvider
{
    private const int MaxLanguages = 10;

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        IList<StringWithQualityHeaderValue> wanted = httpContext.Request.GetTypedHeaders().AcceptLanguage;
        foreach (StringWithQualityHeaderValue language in wanted.Take(MaxLanguages).OrderByDescending(static language => language.Quality ?? 1))
        {
            string name = language.Value.Value ?? "";
            if (name.StartsWith("pt", StringComparison.OrdinalIgnoreCase))
            {
                return Task.FromResult<ProviderCultureResult?>(new ProviderCultureResult(ConsoleLanguages.Portuguese.Name));
            }

            if (name.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                return Task.FromResult<ProviderCultureResult?>(new ProviderCultureResult(ConsoleLanguages.English.Name));
            }
        }

        return NullProviderCultureResult;
    }
}
