using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Storage.Journal;
using Vigia.Storage.Tests.Files;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Journal;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_AfterSeveralRuns_HasAllInOrder()
    {
        for (int run = 0; run < 3; run++)
        {
            await using Storage.Journal.Journal journal = Open(DiskFiles.Instance, new JournalOptions { SegmentBytes = 1024 });
            for (int i = 0; i < 50; i++)
            {
                journal.Append(Encoding.UTF8.GetBytes($"{run}/{i} {new string('x', i)}"));
                if (i % 7 == 0)
                {
                    await journal.FlushAsync(default);
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 150).Select(static i => $"{i / 50}/{i % 50}"), Read().Select(static record => record.Split(' ')[0]));
        Assert.True(Directory.GetFiles(_folder.Path).Length > 4);
    }

    [Fact]
    public async Task Read_TornTail_EndsBeforeIt()
    {
        await WriteAsync(5);
        string segment = Assert.Single(Directory.GetFiles(_folder.Path));
        byte[] bytes = await File.ReadAllBytesAsync(segment);
        for (int length = bytes.Length - 1; length >= 0; length--)
        {
            await File.WriteAllBytesAsync(segment, bytes[..length]);
            string[] read = Read();
            Assert.Equal(Enumerable.Range(0, read.Length).Select(static i => $"record {i}"), read);
            Assert.True(read.Length <= 4);
        }

        await File.WriteAllBytesAsync(segment, [.. bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(5, Read().Length);
    }

    [Fact]
    public async Task Read_AnyByteChanged_NeverInventsARecord()
    {
        await WriteAsync(3);
        string segment = Assert.Single(Directory.GetFiles(_folder.Path));
        byte[] bytes = await File.ReadAllBytesAsync(segment);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 0x11;
            await File.WriteAllBytesAsync(segment, changed);
            string[] read = Read();
            Assert.True(read.Length < 3);
            Assert.Equal(Enumerable.Range(0, read.Length).Select(static i => $"record {i}"), read);
        }
    }

    [Fact]
    public async Task Read_DamageBeforeOtherSegments_CountsWhatIsLost()
    {
        await WriteAsync(5);
        await WriteAsync(2);
        string first = Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal).First();
        byte[] bytes = await File.ReadAllBytesAsync(first);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(first, bytes);
        var reader = new JournalReader(DiskFiles.Instance, _folder.Path, NullLogger.Instance);
        var records = new List<string>();
        reader.Read(payload => records.Add(Encoding.UTF8.GetString(payload)), default);
        Assert.Equal(6, records.Count);
        Assert.Equal(1, reader.Lost);
    }

    [Fact]
    public async Task Read_Checkpoint_StandsForWhatWasBefore()
    {
        await using (Storage.Journal.Journal journal = Open(DiskFiles.Instance, new JournalOptions()))
        {
            journal.Append("old"u8);
            (long segment, long sequence) = await journal.RotateAsync(default);
            journal.Append("new"u8);
            await journal.FlushAsync(default);
            using (var abandoned = new CheckpointWriter(DiskFiles.Instance, _folder.Path, segment, sequence))
            {
                abandoned.Append("never"u8);
            }

            using var checkpoint = new CheckpointWriter(DiskFiles.Instance, _folder.Path, segment, sequence);
            checkpoint.Append("state"u8);
            checkpoint.Complete();
        }

        Assert.Equal(["state", "new"], Read());
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task FlushAsync_ManyCallers_ShareSyncs()
    {
        await using Storage.Journal.Journal journal = Open(DiskFiles.Instance, new JournalOptions());
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 50; i++)
            {
                journal.Append(Encoding.UTF8.GetBytes($"{caller}/{i}"));
                await journal.FlushAsync(default);
            }
        })));
        Assert.True(journal.Flushes < 64 * 50, $"{journal.Flushes} syncs");
        Assert.Equal(64 * 50, Read().Distinct().Count());
    }

    [Fact]
    public async Task Append_NobodyFlushes_IsWrittenByTheClock()
    {
        var disk = new PowerCutFiles(_folder.Path, 1);
        await using Storage.Journal.Journal journal = Open(disk, new JournalOptions());
        journal.Append("alone"u8);
        Assert.Empty(Read());
        _time.Advance(TimeSpan.FromSeconds(1));

        // The segment's header, then the record.
        Assert.True(await disk.Syncs.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(await disk.Syncs.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(["alone"], Read());
    }

    [Fact]
    public async Task FlushAsync_FailedWrite_IsWrittenAgainOnce()
    {
        var disk = new PowerCutFiles(_folder.Path, 1);
        await using (Storage.Journal.Journal journal = Open(disk, new JournalOptions()))
        {
            journal.Append("one"u8);
            await journal.FlushAsync(default);
            disk.Room = 30;
            journal.Append("two"u8);
            journal.Append("three, which is longer than what is left"u8);
            await Assert.ThrowsAsync<IOException>(async () => await journal.FlushAsync(default));
            disk.Room = long.MaxValue;
            journal.Append("four"u8);
        }

        Assert.Equal(["one", "two", "three, which is longer than what is left", "four"], Read());
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    private async Task WriteAsync(int count)
    {
        await using Storage.Journal.Journal journal = Open(DiskFiles.Instance, new JournalOptions());
        for (int i = 0; i < count; i++)
        {
            journal.Append(Encoding.UTF8.GetBytes($"record {i}"));
        }
    }

    private Storage.Journal.Journal Open(IFiles files, JournalOptions options)
    {
        var reader = new JournalReader(DiskFiles.Instance, _folder.Path, NullLogger.Instance);
        reader.Read(static _ => { }, default);
        return new Storage.Journal.Journal(files, _folder.Path, options, reader.LastSegment, reader.LastSequence, _time, NullLogger.Instance);
    }

    private string[] Read()
    {
        var records = new List<string>();
        new JournalReader(DiskFiles.Instance, _folder.Path, NullLogger.Instance).Read(payload => records.Add(Encoding.UTF8.GetString(payload)), default);
        return [.. records];
    }
}
