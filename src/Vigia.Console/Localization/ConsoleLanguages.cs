using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Console.Localization;

/// <summary>The languages of the console. The program runs without ICU, so the number and date formats of each stand here.</summary>
public static class ConsoleLanguages
{
    /// <summary>The cookie that holds a chosen language, in ASP.NET Core's form <c>c=pt-BR|uic=pt-BR</c>.</summary>
    public const string CookieName = "vigia_language";

    /// <summary>English, the one used where a browser asks for neither.</summary>
    public static readonly CultureInfo English = Create("en", static culture =>
    {
        culture.DateTimeFormat.ShortDatePattern = "yyyy-MM-dd";
        culture.DateTimeFormat.LongTimePattern = "HH:mm:ss";
        culture.DateTimeFormat.ShortTimePattern = "HH:mm";
    });

    /// <summary>Brazilian Portuguese.</summary>
    public static readonly CultureInfo Portuguese = Create("pt-BR", static culture =>
    {
        culture.NumberFormat.NumberDecimalSeparator = culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.PercentGroupSeparator = ".";
        culture.DateTimeFormat.ShortDatePattern = "dd/MM/yyyy";
        culture.DateTimeFormat.LongTimePattern = "HH:mm:ss";
        culture.DateTimeFormat.ShortTimePattern = "HH:mm";
        culture.DateTimeFormat.AbbreviatedDayNames = ["dom", "seg", "ter", "qua", "qui", "sex", "sáb"];
        culture.DateTimeFormat.DayNames = ["domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado"];
        culture.DateTimeFormat.AbbreviatedMonthNames = ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez", ""];
        culture.DateTimeFormat.MonthNames =
            ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro", ""];
    });

    /// <summary>Every language.</summary>
    public static readonly IReadOnlyList<CultureInfo> All = [English, Portuguese];

    internal static void AddConsoleLanguages(this IServiceCollection services)
    {
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(static options =>
        {
            options.DefaultRequestCulture = new RequestCulture(English);
            options.SupportedCultures = options.SupportedUICultures = [.. All];
            options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = CookieName, Options = options }, new BrowserLanguageProvider { Options = options }];
        });
    }

    private static CultureInfo Create(string name, Action<CultureInfo> adapt)
    {
        var culture = new CultureInfo(name, useUserOverride: false);
        adapt(culture);
        return CultureInfo.ReadOnly(culture);
    }
}
