using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Vigia.Console.Localization;
using Xunit;

namespace Vigia.Console.Tests.Localization;

public sealed class ConsoleLanguagesTests
{
    [Fact]
    public void Numbers_InPortuguese_HaveACommaAndPoints() =>
        Assert.Equal("1.234,5", 1234.5.ToString("#,0.0", ConsoleLanguages.Portuguese));

    [Fact]
    public void Numbers_InEnglish_HaveAPointAndCommas() =>
        Assert.Equal("1,234.5", 1234.5.ToString("#,0.0", ConsoleLanguages.English));

    [Theory]
    [InlineData("pt-PT,pt;q=0.9,en;q=0.8", "pt-BR")]
    [InlineData("en-GB", "en")]
    [InlineData("fr, en;q=0.3, pt;q=0.7", "pt-BR")]
    [InlineData("de", null)]
    [InlineData("", null)]
    [InlineData(";;;=,", null)]
    public async Task Language_OfABrowser_IsTheFirstThatTheConsoleSpeaks(string header, string? expected)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.AcceptLanguage = header;

        ProviderCultureResult? found = await new BrowserLanguageProvider().DetermineProviderCultureResult(context);

        Assert.Equal(expected, found?.Cultures.Single().Value);
    }

    [Fact]
    public void Lengths_InPortuguese_AreShort()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = ConsoleLanguages.Portuguese;
        try
        {
            Assert.Equal("1,8 s", ShownTime.Length(TimeSpan.FromSeconds(1.8)));
            Assert.Equal("0,4 ms", ShownTime.Length(TimeSpan.FromMilliseconds(0.4)));
            Assert.Equal("2 h 5 min", ShownTime.Length(TimeSpan.FromMinutes(125)));
            Assert.Equal("1,5 MiB", ShownTime.Bytes(1_572_864));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
