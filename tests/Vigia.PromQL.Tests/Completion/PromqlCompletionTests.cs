using CsCheck;
using Vigia.PromQL.Completion;
using Vigia.PromQL.Tests.Syntax;
using Xunit;

namespace Vigia.PromQL.Tests.Completion;

public sealed class PromqlCompletionTests
{
    /// <summary>The caret stands at <c>|</c>.</summary>
    [Theory]
    [InlineData("|", CompletionKind.Expression, "")]
    [InlineData("ra|", CompletionKind.Expression, "ra")]
    [InlineData("sum(ra|", CompletionKind.Expression, "ra")]
    [InlineData("a + |", CompletionKind.Expression, "")]
    [InlineData("a > bool |", CompletionKind.Expression, "")]
    [InlineData("a * on (x) |", CompletionKind.Expression, "")]
    [InlineData("a |", CompletionKind.Continuation, "")]
    [InlineData("a of|", CompletionKind.Continuation, "of")]
    [InlineData("sum(a) |", CompletionKind.Continuation, "")]
    [InlineData("a{|", CompletionKind.LabelName, "")]
    [InlineData("a{jo|}", CompletionKind.LabelName, "jo")]
    [InlineData("a{x=\"1\",jo|", CompletionKind.LabelName, "jo")]
    [InlineData("a{job=|", CompletionKind.LabelValue, "")]
    [InlineData("a{job=~\"ap|\"}", CompletionKind.LabelValue, "ap")]
    [InlineData("a{job=\"ap|", CompletionKind.LabelValue, "ap")]
    [InlineData("sum by (jo|", CompletionKind.GroupingLabel, "jo")]
    [InlineData("a / on(|", CompletionKind.GroupingLabel, "")]
    [InlineData("rate(a[|", CompletionKind.Duration, "")]
    [InlineData("rate(a[5|", CompletionKind.Duration, "5")]
    [InlineData("a # com|", CompletionKind.Nothing, "")]
    public void At_APlace_SaysWhatMayStandThere(string marked, CompletionKind kind, string prefix)
    {
        int caret = marked.IndexOf('|', StringComparison.Ordinal);

        CompletionPlace place = PromqlCompletion.At(marked.Remove(caret, 1), caret);

        Assert.Equal((kind, prefix), (place.Kind, place.Prefix));
    }

    [Fact]
    public void At_ALabelsValue_GivesTheSelectorSoFar()
    {
        const string Text = "rate(http_total{code!=\"200\",job=\"a";

        CompletionPlace place = PromqlCompletion.At(Text, Text.Length);

        Assert.Equal("job", place.Label);
        Assert.Equal(["__name__=\"http_total\"", "code!=\"200\""], place.Selector.Select(static matcher => matcher.ToString()));
    }

    [Fact]
    public void At_TheBeginOfAFunction_OffersIt()
    {
        Assert.Equal(["histogram_quantile", "histogram_quantiles"], PromqlCompletion.At("histogram_q", 11).Words);
        Assert.Contains("topk", PromqlCompletion.At("to", 2).Words);
        Assert.Equal(["offset", "on", "or"], PromqlCompletion.At("a o", 3).Words);
    }

    [Fact]
    public void At_AnyPlaceOfAnyText_AnswersWithinIt() => Gen.Select(RandomQuery.Text, Gen.Int[0, 300], Gen.Int[0, 300]).Sample((text, cut, caret) =>
    {
        string piece = text[..Math.Min(cut, text.Length)];
        CompletionPlace place = PromqlCompletion.At(piece, Math.Min(caret, piece.Length));
        Assert.InRange(place.Span.Start, 0, piece.Length);
        Assert.InRange(place.Span.End, place.Span.Start, piece.Length);
    });
}
