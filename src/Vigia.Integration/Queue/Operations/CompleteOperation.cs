using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Scheduling;

namespace Vigia.Integration.Queue.Operations;

/// <summary>Ends a message, with its attempt and its outputs.</summary>
internal sealed class CompleteOperation(LeasedMessage lease, AttemptSuccess success) : LeaseOperation<bool>(lease)
{
    protected override bool Lost => false;

    protected override bool Change(QueueContext context, QueueEntry entry)
    {
        QueueStatements statements = context.Statements;
        statements.DeleteQueue(entry);
        statements.InsertAttempt(
            entry,
            DatabaseKeys.Time(success.StartedAt),
            DatabaseKeys.Duration(success.Duration),
            success.Filtered is null ? AttemptOutcome.Success : AttemptOutcome.Filtered,
            errorType: null,
            QueueContext.Shorten(success.Filtered));
        for (int i = 0; i < success.Outputs.Count; i++)
        {
            statements.InsertOutput(entry.Sequence, i, success.Outputs[i]);
        }

        context.Scheduler.Remove(entry);
        return true;
    }
}
