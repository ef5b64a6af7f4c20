using Vigia.Integration.Queue;

namespace Vigia.Integration.Tests.Queue;

public sealed class SqliteDeduplicationTests : DeduplicationContract
{
    private protected override MessageEngine Open(Action<QueueOptions>? configure = null) => new SqliteEngine(configure);
}
