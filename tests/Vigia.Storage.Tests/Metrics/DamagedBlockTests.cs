using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Metrics;

public sealed class DamagedBlockTests : IDisposable
{
    private const long Start = 1_760_000_400_000;
    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Start));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("footer")]
    [InlineData("index")]
    public async Task OpenAsync_DamagedBlock_IsSetAsideAndTheRestServes(string damage)
    {
        string[] blocks = await WriteBlocksAsync();
        byte[] bytes = await File.ReadAllBytesAsync(blocks[0]);
        switch (damage)
        {
            case "cut":
                bytes = bytes[..^100];
                break;
            case "empty":
                bytes = [];
                break;
            case "footer":
                bytes[^200] ^= 1;
                break;
            default:
                bytes[^300] ^= 1;
                break;
        }

        await File.WriteAllBytesAsync(blocks[0], bytes);
        await using MetricStore store = await OpenAsync();
        using SeriesSelection selection = Select(store);
        using var columns = new SampleColumns();
        selection.Read(0, long.MinValue, long.MaxValue, columns);
        Assert.True(columns.Count > 100);
        Assert.Contains(Path.GetFileName(blocks[0]), Assert.Single(selection.Warnings), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "quarantine", Path.GetFileName(blocks[0]))));
        Assert.False(File.Exists(blocks[0]));
    }

    [Fact]
    public async Task Read_DamagedChunk_IsWarnedOfAndSetAside()
    {
        string[] blocks = await WriteBlocksAsync();
        byte[] bytes = await File.ReadAllBytesAsync(blocks[0]);
        bytes[24] ^= 1;
        await File.WriteAllBytesAsync(blocks[0], bytes);
        await using MetricStore store = await OpenAsync();
        using (SeriesSelection selection = Select(store))
        {
            Assert.Empty(selection.Warnings);
            using var columns = new SampleColumns();
            selection.Read(0, long.MinValue, long.MaxValue, columns);
            Assert.True(columns.Count > 100);
            Assert.Contains("damaged", Assert.Single(selection.Warnings), StringComparison.Ordinal);
        }

        await store.MaintainAsync(default);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "quarantine", Path.GetFileName(blocks[0]))));
        using SeriesSelection after = Select(store);
        Assert.Contains("set aside", Assert.Single(after.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Select_WhileBlocksAreMergedAndDeleted_StaysReadable()
    {
        await WriteBlocksAsync();
        await using MetricStore store = await OpenAsync();
        _time.Advance(TimeSpan.FromHours(3));
        await store.MaintainAsync(default);
        using SeriesSelection selection = Select(store);
        using var before = new SampleColumns();
        selection.Read(0, long.MinValue, long.MaxValue, before);
        _time.Advance(TimeSpan.FromHours(60));
        await store.MaintainAsync(default);
        _time.Advance(TimeSpan.FromDays(20));
        await store.MaintainAsync(default);
        using var after = new SampleColumns();
        selection.Read(0, long.MinValue, long.MaxValue, after);
        Assert.Equal(before.Timestamps.ToArray(), after.Timestamps.ToArray());
        using SeriesSelection later = Select(store);
        Assert.Equal(0, later.Count);
    }

    private static SeriesSelection Select(MetricStore store) => store.Select(
        new SeriesQuery { Matchers = [new LabelMatcher(MatchKind.Equal, "__name__", "m")], MinTime = 0, MaxTime = long.MaxValue }, default);

    /// <summary>Two blocks at least; the head keeps the rest.</summary>
    private async Task<string[]> WriteBlocksAsync()
    {
        await using (MetricStore store = await OpenAsync())
        {
            var batch = new SampleBatch();
            for (int i = 0; i < 700; i++)
            {
                batch.Clear();
                batch.Add(store.Resolve(LabelSet.Of(("__name__", "m"))), _time.GetUtcNow().ToUnixTimeMilliseconds(), i * 0.5);
                store.Append(batch);
                _time.Advance(TimeSpan.FromSeconds(30));
            }

            await store.MaintainAsync(default);
        }

        string[] blocks = Directory.GetFiles(Path.Combine(_folder.Path, "blocks"), "*.block");
        Array.Sort(blocks, StringComparer.Ordinal);
        Assert.True(blocks.Length >= 2);
        return blocks;
    }

    private Task<MetricStore> OpenAsync() => MetricStore.OpenAsync(
        new MetricStoreOptions { Folder = _folder.Path, MaintenanceInterval = Timeout.InfiniteTimeSpan }, _time, NullLogger.Instance, default);
}
