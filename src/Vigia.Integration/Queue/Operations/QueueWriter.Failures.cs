using Microsoft.Extensions.Logging;
using Vigia.Integration.Queue.Database;

namespace Vigia.Integration.Queue.Operations;

internal sealed partial class QueueWriter
{
    /// <summary>
    /// After a failed transaction: memory ran ahead of the disk, so it is read again. Where the disk failed, all callers
    /// hear of it; where one operation did, the others are run again without it.
    /// </summary>
    private void Recover(QueueContext context, Exception exception)
    {
        _mustReload = true;
        context.Deduplication.Rollback();
        foreach (LeaseRequest request in _served)
        {
            request.GiveBack();
            _waiting.Enqueue(request);
        }

        _served.Clear();
        QueueOperation[] operations = [.. _batch];
        _batch.Clear();
        try
        {
            context.Statements.Rollback();
            if (exception is SqliteFailureException { IsEnvironment: true } failure)
            {
                BecomeUnavailable(context, failure);
                FailAll(operations, _broken ?? _unavailable!);
                return;
            }

            LogOperationFailed(exception, operations.Length);
            if (operations.Length <= 1)
            {
                if (!_isExecuting)
                {
                    // The fault lies in what the clock brought or in a lease, which would be tried again at once.
                    Pause(context, new QueueUnavailableException("The queue met an internal error; it is in the log.", exception));
                }

                FailAll(operations, exception);
                return;
            }
        }
        catch (SqliteFailureException second)
        {
            BecomeUnavailable(context, second);
            FailAll(operations, _broken ?? _unavailable!);
            return;
        }

        foreach (QueueOperation operation in operations)
        {
            _batch.Add(operation);
            RunBatch(context);
        }
    }

    private void FailAll(IEnumerable<QueueOperation> operations, Exception exception)
    {
        foreach (QueueOperation operation in operations)
        {
            Fail(operation, exception);
        }
    }

    private void BecomeUnavailable(QueueContext context, SqliteFailureException failure)
    {
        string reason = failure.IsDiskFull
            ? $"The disk of {_database.Folder} is full; free some space, nothing that was acknowledged is lost."
            : $"The module's database {_database.File} cannot be written ({failure.Message}).";
        if (failure.IsLostSync || failure.IsDamage)
        {
            _broken = new QueueUnavailableException(reason + " The module must be restarted.", failure);
            LogBroken(failure, _database.File);
            while (_waiting.TryDequeue(out LeaseRequest? request))
            {
                request.Fail(_broken);
            }

            Broken?.Invoke();
            return;
        }

        LogUnavailable(failure, reason);
        Pause(context, new QueueUnavailableException(reason, failure));
    }

    private void Pause(QueueContext context, QueueUnavailableException reason)
    {
        Volatile.Write(ref _unavailable, reason);
        _unavailableUntil = context.Now + DatabaseKeys.Duration(_options.UnavailableTime);
    }

    private static void Maintain(QueueContext context, List<Maintenance> maintenance)
    {
        foreach (Maintenance item in maintenance)
        {
            try
            {
                item.Work(context.Session);
                item.Done.SetResult();
            }
            catch (Exception exception)
            {
                item.Done.SetException(exception);
            }
        }
    }

    private void Close(QueueContext context)
    {
        _checkpointer!.Dispose();
        try
        {
            context.Session.Checkpoint(truncate: true);
        }
        catch (SqliteFailureException failure)
        {
            // Nothing is lost: the log stays beside the database and is read at the next start.
            LogUnavailable(failure, $"The log of {_database.File} could not be copied at the end.");
        }

        context.Dispose();
        context.Session.Dispose();
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Fila aberta em {File}: {Count} mensagens por processar, {DeadLetters} mensagens mortas")]
    private partial void LogOpened(string file, int count, long deadLetters);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Fila indisponível: {Reason}")]
    private partial void LogUnavailable(Exception exception, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Critical, Message = "O banco de dados {File} falhou de modo que só um reinício pode resolver; o módulo para")]
    private partial void LogBroken(Exception exception, string file);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Uma operação da fila falhou entre {Count}; as outras são repetidas")]
    private partial void LogOperationFailed(Exception exception, int count);
}
