using System.Data.Common;

namespace Vigia.Instrumentation.Health.Database;

/// <summary>What every SQL database understands.</summary>
internal sealed class GenericDialect : IDatabaseDialect
{
    public static readonly GenericDialect Instance = new();

    public async Task<ProbeReading> QueryAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        await session.CountAsync("SELECT 1", cancellationToken).ConfigureAwait(false) == 1
            ? ProbeReading.Healthy()
            : ProbeReading.Unhealthy("SELECT 1 did not answer 1.");

    public async Task<ProbeReading> TransactAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        await using DbTransaction transaction = await session.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
        return ProbeReading.Healthy();
    }

    public Task<ProbeReading> ExamineIndexesAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        Task.FromResult(ProbeReading.Healthy(output: "Indexes of this kind of database are not examined."));
}
