using Vigia.Model.Labels;
using Xunit;

namespace Vigia.Model.Tests.Labels;

public sealed class TextPatternTests
{
    [Theory]
    [InlineData("a+", "xaay", true)]
    [InlineData("^a", "xa", false)]
    [InlineData("a.b", "a\nb", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData("(?i)A", "xay", true)]
    public void IsMatch_AnywhereInTheText_MatchesAsGo(string expression, string text, bool expected) =>
        Assert.Equal(expected, TextPattern.Parse(expression).IsMatch(text));

    [Theory]
    [InlineData("(a)b", "x$1", "abab", "xaxa")]
    [InlineData("a*", "-", "baac", "-b-c-")]
    [InlineData("(?P<host>[^:]+):\\d+", "${host}", "db.example:5432", "db.example")]
    [InlineData("x", "$$", "axb", "a$b")]
    [InlineData("q", "-", "abc", "abc")]
    public void ReplaceAll_EveryMatch_FillsAsGo(string expression, string replacement, string text, string expected) =>
        Assert.Equal(expected, TextPattern.Parse(expression).ReplaceAll(text, replacement));

    [Fact]
    public void Parse_LookAhead_IsRefused() => Assert.Throws<LabelPatternException>(() => TextPattern.Parse("a(?=b)"));
}
