using Vigia.Model.Labels;
using Vigia.Server.Notifications.Matching;
using Xunit;

namespace Vigia.Server.Tests.Notifications;

public sealed class MatcherTextTests
{
    [Theory]
    [InlineData("foo=\"bar\"", MatchKind.Equal, "foo", "bar")]
    [InlineData("foo=bar", MatchKind.Equal, "foo", "bar")]
    [InlineData(" foo != \"b a r\" ", MatchKind.NotEqual, "foo", "b a r")]
    [InlineData("foo=~\"b.*\"", MatchKind.Regex, "foo", "b.*")]
    [InlineData("foo!~\"[a-z]{2,}\"", MatchKind.NotRegex, "foo", "[a-z]{2,}")]
    [InlineData("foo=\"\"", MatchKind.Equal, "foo", "")]
    [InlineData("foo=", MatchKind.Equal, "foo", "")]
    [InlineData("foo=\"a\\\"b\\\\c\\nd\"", MatchKind.Equal, "foo", "a\"b\\c\nd")]
    [InlineData("foo=~\"\\\\d\"", MatchKind.Regex, "foo", "\\d")]
    [InlineData("foo=~\"\\d\"", MatchKind.Regex, "foo", "\\d")]
    [InlineData("\"a b\"=\"c\"", MatchKind.Equal, "a b", "c")]
    [InlineData("foo==bar", MatchKind.Equal, "foo", "=bar")]
    public void ParseOne_Valid_IsReadAndWrittenBack(string text, MatchKind kind, string name, string value)
    {
        LabelMatcher matcher = MatcherText.ParseOne(text);
        Assert.Equal((kind, name, value), (matcher.Kind, matcher.Name, matcher.Value));
        LabelMatcher again = MatcherText.ParseOne(MatcherText.FormatOne(matcher));
        Assert.Equal((kind, name, value), (again.Kind, again.Name, again.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("foo")]
    [InlineData("=bar")]
    [InlineData("1foo=bar")]
    [InlineData("foo=\"bar")]
    [InlineData("foo=bar\"")]
    [InlineData("foo=\"a\"b\"")]
    [InlineData("foo=~\"(\"")]
    [InlineData("\"\"=\"a\"")]
    public void ParseOne_Invalid_IsRefused(string text) => Assert.Throws<MatcherTextException>(() => MatcherText.ParseOne(text));

    [Theory]
    [InlineData("{a=\"1\",b=~\"2,3\"}", 2)]
    [InlineData("a=1, b!=2 ,c=~\"x}y\"", 3)]
    [InlineData("{}", 0)]
    [InlineData("", 0)]
    [InlineData("{a=\"1\",}", 1)]
    public void ParseMany_List_HasSoMany(string text, int count) => Assert.Equal(count, MatcherText.ParseMany(text).Count);

    [Fact]
    public void ParseMany_TooLong_IsRefused() => Assert.Throws<MatcherTextException>(() => MatcherText.ParseMany("a=" + new string('x', MatcherText.MaxLength)));
}
