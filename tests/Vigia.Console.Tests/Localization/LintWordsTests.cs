using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vigia.Console.Alerts;
using Vigia.Console.Resources;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Tests.Localization;

/// <summary>What a lint of rules says, in the reader's language.</summary>
public sealed partial class LintWordsTests
{
    private static readonly LintWords Words = new(new StringLocalizer<LintText>(new ResourceManagerStringLocalizerFactory(
        Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance)));

    [Fact]
    public void Keys_OfEverySentence_HaveATextAndNoOtherHas()
    {
        string[] used =
        [
            .. Directory.EnumerateFiles(Repository.File("src", "Vigia.Server", "Alerting", "Rules", "Lint"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(static path => Key().Matches(File.ReadAllText(path)).Select(static match => match.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal),
        ];
        string[] there =
        [
            .. XDocument.Load(Repository.File("src", "Vigia.Console", "Resources", "LintText.resx")).Root!.Elements("data")
                .Select(static data => data.Attribute("name")!.Value).Order(StringComparer.Ordinal),
        ];
        Assert.NotEmpty(used);
        Assert.Equal(used, there);
    }

    [Theory]
    [InlineData("up > 1", "up > 1 nunca vale: up é 0 ou 1; compare com menos de 1, com >=, ou dê ao histograma uma faixa mais alta")]
    [InlineData("hour() > 24", "hour() > 24 nunca vale: hour() responde de 0 a 23; compare com no máximo 23")]
    [InlineData("queue_size > bool 5", "queue_size > bool 5 responde 0 onde não vale, e uma série com 0 também dispara; tire o bool")]
    [InlineData("rate(queue_size[5m]) > 5", "rate() espera um contador, e queue_size é um medidor: cada queda conta como um reinício; use delta() ou deriv()")]
    public void Of_Finding_IsInTheReadersLanguageAndInEnglishAsTheServerSaysIt(string query, string portuguese)
    {
        LintFinding finding = Assert.Single(RuleLint.Examine(
            RuleFileReader.Stable.Read($"groups:\n- name: g\n  rules:\n  - alert: A\n    expr: {query}\n", "r.yml").Groups, LintOptions.Default));
        Assert.Equal(finding.Message, Said(finding, "en"));
        Assert.Equal(portuguese, Said(finding, "pt-BR"));
    }

    private static string Said(LintFinding finding, string language)
    {
        CultureInfo before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            return Words.Of(finding);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [GeneratedRegex("""LintMessage\.Of\("([a-z-]+)",""")]
    private static partial Regex Key();
}
