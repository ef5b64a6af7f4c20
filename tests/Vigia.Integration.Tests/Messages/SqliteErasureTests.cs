using System.Text;
using Vigia.Integration.Queue;
using Vigia.Integration.Tests.Queue;
using Xunit;

namespace Vigia.Integration.Tests.Messages;

public sealed class SqliteErasureTests : ErasureContract
{
    private protected override MessageEngine Open() => new SqliteEngine();

    [Fact]
    public async Task EraseUserAsync_Anything_LeavesNoBytesInTheFiles()
    {
        await using var engine = new SqliteEngine();
        string secret = "segredo-de-ana-" + new string('z', 40);
        var random = new Random(3);
        for (int i = 0; i < 3_000; i++)
        {
            bool isAna = random.Next(4) == 0;
            await engine.Queue.EnqueueAsync(
                engine.New(
                    $"m{random.Next():x8}{i}",
                    partition: isAna ? $"{secret}{i % 7}" : null,
                    user: isAna ? "pessoa-ana-silva" : $"user{random.Next(500)}",
                    payload: isAna ? $"\"{secret}{new string('y', random.Next(9_000))}\"" : $"\"{new string('x', random.Next(3_000))}\""),
                default);
            if (i % 50 == 0)
            {
                foreach (LeasedMessage lease in await engine.LeaseAsync(20))
                {
                    bool done = random.Next(2) == 0
                        ? await engine.CompleteAsync(lease, lease.Message.PartitionKey is null ? "out" : secret)
                        : await engine.BuryAsync(lease, "bad_payload", $"{lease.Message.PartitionKey} failed");
                    Assert.True(done);
                }
            }
        }

        Assert.True(Count(engine, secret) > 0);
        await engine.Store.EraseUserAsync("pessoa-ana-silva", engine.Entry("user.erase"), default);

        Assert.Equal(0, Count(engine, "segredo-de-ana-"));
        Assert.Equal(0, Count(engine, "pessoa-ana-silva"));
    }

    private static int Count(SqliteEngine engine, string text)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        int count = 0;
        foreach (string file in Directory.GetFiles(engine.Folder, "module.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            ReadOnlySpan<byte> left = bytes;
            for (int at; (at = left.IndexOf(wanted)) >= 0; left = left[(at + 1)..])
            {
                count++;
            }
        }

        return count;
    }
}
