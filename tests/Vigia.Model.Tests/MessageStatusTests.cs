using System.Text.Json;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Model.Tests;

public sealed class MessageStatusTests
{
    [Theory]
    [InlineData(MessageStatus.Queued, "\"queued\"")]
    [InlineData(MessageStatus.Dead, "\"dead\"")]
    public void Serialize_Status_IsLowerCase(MessageStatus status, string expected) =>
        Assert.Equal(expected, JsonSerializer.Serialize(status));

    [Fact]
    public void Deserialize_Number_IsRefused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MessageStatus>("3"));
}
