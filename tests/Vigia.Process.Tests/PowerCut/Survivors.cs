using Microsoft.Data.Sqlite;
using Vigia.Integration.Queue;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Process.Tests.PowerCut;

/// <summary>Holds what is in a folder after the power came back against the ledger.</summary>
internal static class Survivors
{
    /// <summary>Opens the folder, finishes all work that is left, and throws where a promise was broken.</summary>
    public static async Task CheckAsync(string folder, Ledger ledger)
    {
        using var module = new Module(folder);
        module.Writer.Start();
        Assert.Equal("ok", Scalar(module, "PRAGMA integrity_check"));
        await CheckPromisesAsync(module, ledger);
        HashSet<string> finished = await FinishAsync(module);

        foreach (string id in ledger.Completed.Keys)
        {
            Assert.False(finished.Contains(id), $"{id} was complete, and was lent again.");
        }

        foreach (string id in ledger.Accepted.Keys.Except(ledger.Buried.Keys))
        {
            MessageDetail? detail = await module.Store.GetAsync(id, default);
            MessageStatus? status = detail?.Summary.Status;
            Assert.True(status is MessageStatus.Processed or MessageStatus.Dead, $"{id} is stuck as {status}.");
            Assert.Equal(status == MessageStatus.Processed ? 1 : 0, detail!.Outputs.Count);
        }

        Assert.Equal(0, module.Queue.Count);
        Assert.Equal(0L, Scalar(module, "SELECT count(*) FROM queue"));
        Assert.Equal(0L, Scalar(module, "SELECT count(*) FROM attempts WHERE key >> 20 NOT IN (SELECT seq FROM messages)"));
        Assert.Equal(0L, Scalar(module, "SELECT count(*) FROM dedup WHERE id NOT IN (SELECT id FROM messages)"));
        Assert.Equal(
            0L,
            Scalar(module, "SELECT count(*) FROM messages m WHERE NOT EXISTS (SELECT 1 FROM zones z WHERE m.seq BETWEEN z.first AND z.first + 1023)"));
        Assert.Equal("ok", Scalar(module, "PRAGMA integrity_check"));
    }

    private static async Task CheckPromisesAsync(Module module, Ledger ledger)
    {
        foreach ((string id, string key) in ledger.Accepted)
        {
            MessageDetail? detail = await module.Store.GetAsync(id, default);
            Assert.True(detail is not null, $"{id} was acknowledged, and is lost.");
            if (ledger.Completed.ContainsKey(id))
            {
                Assert.True(detail.Summary.Status == MessageStatus.Processed, $"{id} was complete, and is {detail.Summary.Status}.");
                Assert.Equal(Workload.Output(id).Payload.ToArray(), Assert.Single(detail.Outputs).Payload.ToArray());
            }

            if (ledger.Buried.ContainsKey(id))
            {
                Assert.True(detail.Summary.Status == MessageStatus.Dead, $"{id} was buried, and is {detail.Summary.Status}.");
            }

            EnqueueResult repeat = await module.Queue.EnqueueAsync(
                new NewMessage
                {
                    Message = new Message { Id = "repeat-" + id, Type = "t", Protocol = "http", Subject = "key:test", ReceivedAt = DateTimeOffset.UnixEpoch, Payload = default },
                    IdempotencyKey = key,
                    Fingerprint = 1,
                },
                default);
            Assert.Equal(new EnqueueResult(EnqueueOutcome.Duplicate, id), repeat);
        }
    }

    private static async Task<HashSet<string>> FinishAsync(Module module)
    {
        var finished = new HashSet<string>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (module.Queue.Count > 0)
        {
            foreach (LeasedMessage lease in await module.Queue.LeaseAsync("after", 100, limit.Token))
            {
                Assert.True(finished.Add(lease.Message.Id));
                AttemptSuccess success = new(lease.LeasedAt, TimeSpan.Zero, null, [Workload.Output(lease.Message.Id)]);
                Assert.True(await module.Queue.CompleteAsync(lease, success, default));
            }
        }

        return finished;
    }

    private static object? Scalar(Module module, string sql)
    {
        using SqliteConnection connection = module.Database.OpenReadOnly();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
