using Vigia.Model.Labels;
using Xunit;

namespace Vigia.Model.Tests.Labels;

public sealed class LabelPatternTests
{
    [Theory]
    [InlineData("a|b|c", "b", true)]
    [InlineData("a|b|c", "ab", false)]
    [InlineData("", "", true)]
    [InlineData("|a", "", true)]
    [InlineData("a.*", "a\nb", true)]
    [InlineData(".*b", "a\nb", true)]
    [InlineData(".+", "", false)]
    [InlineData(".*", "", true)]
    [InlineData(".+x.*", "x", false)]
    [InlineData(".+x.*", "ax", true)]
    [InlineData(".*x.+", "x", false)]
    [InlineData(@"a\.b", "a.b", true)]
    [InlineData(@"a\.b", "axb", false)]
    [InlineData(@"a\\.*", @"a\zz", true)]
    [InlineData(@"a\..*", "a.zz", true)]
    [InlineData(@"x\.*", "x...", true)]
    [InlineData(@"x\.*", "xa", false)]
    [InlineData("(?i)FOO", "foo", true)]
    [InlineData("(?-s)a.c", "a\nc", false)]
    [InlineData("a.c", "a\nc", true)]
    [InlineData("a.c", "a😀c", true)]
    [InlineData("a[^x]c", "a😀c", true)]
    [InlineData("a..c", "a😀c", false)]
    [InlineData("[a-c😀]+", "ab😀", true)]
    [InlineData(@"\d+", "١", false)]
    [InlineData(@"\d+", "12", true)]
    [InlineData(@"\w+", "é", false)]
    [InlineData(@"\W", "é", true)]
    [InlineData(@"\S", "😀", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("[[:alpha:]]+", "abC", true)]
    [InlineData("[[:^alpha:]]+", "123", true)]
    [InlineData("[]a]+", "]a", true)]
    [InlineData("[^]a]", "b", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[[]", "[", true)]
    [InlineData(@"\Qa.b\E+", "a.bb", true)]
    [InlineData(@"\x41\x{42}\103", "ABC", true)]
    [InlineData("a{2}", "aa", true)]
    [InlineData("a{,2}", "a{,2}", true)]
    [InlineData("a{2,}", "aaaa", true)]
    [InlineData(@"\pL+", "é", true)]
    [InlineData(@"\p{Greek}+", "αβ", true)]
    [InlineData(@"\P{L}", "1", true)]
    [InlineData("(?P<n>a)b", "ab", true)]
    [InlineData("a-b", "a-b", true)]
    [InlineData("a#b c", "a#b c", true)]
    [InlineData("5..", "500", true)]
    [InlineData("ab?", "a", true)]
    [InlineData("(a|b)c|d", "bc", true)]
    public void IsMatch_Expression_IsAnchoredRe2(string expression, string value, bool expected) =>
        Assert.Equal(expected, LabelPattern.Parse(expression).IsMatch(value));

    [Theory]
    [InlineData("a**", "nested repetition")]
    [InlineData("*a", "missing argument")]
    [InlineData("(a", "missing closing )")]
    [InlineData("a)", "unexpected )")]
    [InlineData("[a", "missing closing ]")]
    [InlineData("[b-a]", "invalid character class range")]
    [InlineData(@"\1", "invalid escape")]
    [InlineData(@"\8", "invalid escape")]
    [InlineData(@"\y", "invalid escape")]
    [InlineData("a\\", "trailing backslash")]
    [InlineData("(?=a)", "Perl syntax")]
    [InlineData("(?<!a)", "named capture")]
    [InlineData("a{1001}", "invalid repeat count")]
    [InlineData("a{2,1}", "invalid repeat count")]
    [InlineData(@"\p{Nope}", "invalid character class range")]
    [InlineData("(?P<a>x)(?P<a>y)", "duplicate")]
    public void Parse_NotRe2_SaysWhy(string expression, string reason) =>
        Assert.Contains(reason, Assert.Throws<LabelPatternException>(() => LabelPattern.Parse(expression)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("(.*)-(.*)", "$2-$1", "a-b", "b-a")]
    [InlineData("(?P<first>[a-z]+)([0-9]+)", "${first}:$2:$$", "ab12", "ab:12:$")]
    [InlineData("(a)(b)?", "$1[$2]", "a", "a[]")]
    [InlineData("(.*)", "$1x", "a", "")]
    [InlineData("(.*)", "${1}x$", "a", "ax$")]
    [InlineData("a.*", "kept", "abc", "kept")]
    [InlineData("a.*", "$0", "abc", "abc")]
    public void Expand_Match_FillsGroups(string expression, string replacement, string value, string expected) =>
        Assert.Equal(expected, LabelPattern.Parse(expression).Expand(value, replacement));

    [Fact]
    public void Expand_NoMatch_IsNull() => Assert.Null(LabelPattern.Parse("a(.*)").Expand("b", "$1"));

    [Theory]
    [InlineData("a|b", new[] { "a", "b" }, "")]
    [InlineData("abc", new[] { "abc" }, "abc")]
    [InlineData("abc.*", null, "abc")]
    [InlineData("abc[0-9]", null, "abc")]
    [InlineData("abc*", null, "ab")]
    [InlineData("(?i)abc", null, "")]
    [InlineData("ab|ac.*", null, "")]
    public void Shape_OfExpression_HelpsAnIndex(string expression, string[]? literals, string prefix)
    {
        LabelPattern pattern = LabelPattern.Parse(expression);
        Assert.Equal(literals?.Order(), pattern.Literals?.Order());
        Assert.Equal(prefix, pattern.Prefix);
    }

    [Fact]
    public void Parse_WithinABudget_BuildsEachAutomatonOnceAndNotTooMany()
    {
        var budget = new LabelPatternBudget();
        LabelPattern[] patterns = [.. Enumerable.Range(0, LabelPatternBudget.MaxAutomata).Select(i => LabelPattern.Parse($"x.+{i}.*y", budget))];
        Assert.Same(patterns[7], LabelPattern.Parse("x.+7.*y", budget));
        Assert.True(LabelPattern.Parse("some|words", budget).IsMatch("words"));
        Assert.True(LabelPattern.Parse("prefix.*", budget).IsMatch("prefixed"));
        Assert.Contains("more than 100", Assert.Throws<LabelPatternException>(() => LabelPattern.Parse(@"x\b", budget)).Message, StringComparison.Ordinal);
        Assert.True(LabelPattern.Parse("x.+7.*y").IsMatch("x-7-y"));
    }

    [Fact]
    public void Parse_WhatIsNoExpression_TakesNothingOfTheBudget()
    {
        var budget = new LabelPatternBudget();
        for (int i = 0; i < 2 * LabelPatternBudget.MaxAutomata; i++)
        {
            Assert.Throws<LabelPatternException>(() => LabelPattern.Parse($"x{i}(", budget));
        }

        Assert.True(LabelPattern.Parse(".+x.+", budget).IsMatch("axa"));
    }
}
