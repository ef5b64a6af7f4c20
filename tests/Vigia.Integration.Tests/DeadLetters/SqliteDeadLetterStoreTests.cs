using Vigia.Integration.Queue;
using Vigia.Integration.Tests.Queue;

namespace Vigia.Integration.Tests.DeadLetters;

public sealed class SqliteDeadLetterStoreTests : DeadLetterStoreContract
{
    private protected override MessageEngine Open(Action<QueueOptions>? configure = null) => new SqliteEngine(queue: configure);
}
