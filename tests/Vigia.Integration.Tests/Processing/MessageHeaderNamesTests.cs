using Vigia.Integration.Messages;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

public sealed class MessageHeaderNamesTests
{
    [Fact]
    public void Stamp_SenderWritesReservedHeaders_TheModulesOwnCount()
    {
        var sent = new Dictionary<string, string> { ["X-Request-Id"] = "forged", ["x-remote-address"] = "10.0.0.1", ["region"] = "eu" };
        Assert.Equal(
            [new("region", "eu"), new("x-request-id", "req_1"), new("x-remote-address", "127.0.0.1")],
            MessageHeaderNames.Stamp(sent, "req_1", "127.0.0.1"));
        Assert.Equal([new("region", "eu")], MessageHeaderNames.Stamp(sent, null, null));
    }

    [Fact]
    public void Stamp_NothingToDo_CopiesNothing()
    {
        var sent = new Dictionary<string, string> { ["region"] = "eu" };
        Assert.Same(sent, MessageHeaderNames.Stamp(sent, null, null));
        Assert.Empty(MessageHeaderNames.Stamp(null, null, null));
    }
}
