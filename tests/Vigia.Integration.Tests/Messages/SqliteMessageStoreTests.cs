using Vigia.Integration.Messages;
using Vigia.Integration.Tests.Queue;

namespace Vigia.Integration.Tests.Messages;

public sealed class SqliteMessageStoreTests : MessageStoreContract
{
    private protected override MessageEngine Open(Action<MessagesOptions>? configure = null) => new SqliteEngine(messages: configure);
}
