using System.Globalization;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vigia.Console.Explore;
using Vigia.Console.Localization;
using Vigia.Console.Resources;
using Vigia.PromQL.Syntax;
using Xunit;

namespace Vigia.Console.Tests.Explore;

public sealed class QueryCompletionTests
{
    private static readonly StringLocalizer<FunctionText> Texts = new(new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance));

    private static CompletionAnswer Complete(string query, int caret = -1) =>
        new QueryCompletion(new FixedCatalog(), Texts, TimeProvider.System).Complete(query, caret < 0 ? query.Length : caret, TestContext.Current.CancellationToken);

    [Fact]
    public void Complete_OfAMetricsBeginning_OffersItWithTypeAndHelp()
    {
        CompletionItem item = Complete("sum(rate(queue_").Items[0];

        Assert.Equal(("queue_size", "metric", "gauge", "Tamanho da fila"), (item.Text, item.Kind, item.Detail, item.Documentation));
    }

    [Fact]
    public void Complete_OfAHistogramsSeries_KnowsItsFamily()
    {
        CompletionItem item = Complete("latency_seconds_b").Items[0];

        Assert.Equal(("latency_seconds_bucket", "histogram"), (item.Text, item.Detail));
    }

    [Fact]
    public void Complete_InBraces_OffersLabelsWithoutTheName()
    {
        CompletionAnswer answer = Complete("queue_size{", 11);

        Assert.Equal(["job", "protocol"], answer.Items.Select(static item => item.Text));
    }

    [Fact]
    public void Complete_OfAValue_WritesItQuoted()
    {
        CompletionAnswer answer = Complete("queue_size{protocol=\"h");

        Assert.Equal("\"http\"", answer.Items[0].Insert);
        Assert.Equal(20, answer.Start);
    }

    [Fact]
    public void Complete_InBrackets_OffersMacrosFirst() => Assert.Equal("$__rate_interval", Complete("rate(a[").Items[0].Text);

    [Fact]
    public void Complete_InPortuguese_DescribesFunctionsInIt()
    {
        CultureInfo before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = ConsoleLanguages.Portuguese;
        try
        {
            Assert.StartsWith("Crescimento por segundo", Complete("rat").Items.First(static item => item.Text == "rate").Documentation, StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void Functions_AllOfThem_HaveASentence()
    {
        string[] silent = [.. FunctionTable.All.Select(static function => function.Name).Where(static name => Texts[name].ResourceNotFound)];

        Assert.Empty(silent);
    }
}
