using Vigia.Integration.Admission;
using Xunit;

namespace Vigia.Integration.Tests.Admission;

public sealed class MessageFingerprintTests
{
    [Theory]
    [InlineData("u", null, "1")]
    [InlineData("t", "", "1")]
    [InlineData("t", "k", "1")]
    [InlineData("t", null, "2")]
    [InlineData("t", null, "1 ")]
    public void Of_AnyDifference_IsAnotherFingerprint(string type, string? key, string payload) =>
        Assert.NotEqual(MessageFingerprint.Of("t", null, "1"u8), MessageFingerprint.Of(type, key, System.Text.Encoding.UTF8.GetBytes(payload)));

    /// <summary>It is stored with every message, so a change would take every duplicate for a reused key.</summary>
    [Theory]
    [InlineData(null, 3286352038954261907)]
    [InlineData("customer-7", 15973922010516337331)]
    public void Of_KnownMessage_NeverChanges(string? key, ulong expected) =>
        Assert.Equal(expected, MessageFingerprint.Of("order.created", key, "{\"n\":1}"u8));
}
