using Vigia.Integration.Listeners.Mqtt;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Mqtt;

public sealed class TopicPatternTests
{
    [Theory]
    [InlineData("a/b/c", null, null, "a/b/c", "a.b.c", null)]
    [InlineData("a/+/c", "seen.{1}", "{1}", "a/x/c", "seen.x", "x")]
    [InlineData("plants/+/#", "{*}", "{1}", "plants/p7/order/created", "order.created", "p7")]
    [InlineData("plants/+/#", "order.{*}", null, "plants/p7", "order.", null)]
    [InlineData("#", null, null, "a/b", "a.b", null)]
    [InlineData("+", "fixed", "k-{0}-{0}", "x", "fixed", "k-x-x")]
    [InlineData("a//b", "{1}x", null, "a//b", "x", null)]
    public void TryMap_TopicThatFits_GivesTypeAndKey(string pattern, string? type, string? key, string topic, string expectedType, string? expectedKey)
    {
        var rule = new TopicPattern(new TopicRule { Topic = pattern, Type = type, Key = key });

        Assert.True(rule.TryMap(topic.Split('/'), out string mapped, out string? mappedKey));
        Assert.Equal(expectedType, mapped);
        Assert.Equal(expectedKey, mappedKey);
    }

    [Theory]
    [InlineData("a/b", "a")]
    [InlineData("a/b", "a/b/c")]
    [InlineData("a/+", "a/b/c")]
    [InlineData("a/+/#", "a")]
    [InlineData("a", "A")]
    public void TryMap_OtherTopic_IsFalse(string pattern, string topic) =>
        Assert.False(new TopicPattern(new TopicRule { Topic = pattern }).TryMap(topic.Split('/'), out _, out _));

    [Theory]
    [InlineData("", null)]
    [InlineData("a/b+", null)]
    [InlineData("#/a", null)]
    [InlineData("a#", null)]
    [InlineData("a/+", "{2}")]
    [InlineData("a/+", "{*}")]
    [InlineData("a/+", "{1")]
    [InlineData("a/+", "{x}")]
    public void Constructor_WrongRule_SaysSo(string pattern, string? type) =>
        Assert.Throws<FormatException>(() => new TopicPattern(new TopicRule { Topic = pattern, Type = type }));
}
