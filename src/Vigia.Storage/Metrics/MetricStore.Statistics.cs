using Vigia.Storage.Metrics.Administration;
using Vigia.Storage.Metrics.Blocks;

namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    /// <summary>The blocks, ascending by their first time.</summary>
    public IReadOnlyList<BlockSummary> Blocks =>
    [
        .. Volatile.Read(ref _view).Blocks.Select(static block => new BlockSummary(
            block.Number, block.MinTime, block.MaxTime, block.Series, block.Chunks, block.Samples, block.Bytes, block.ChunkBytes, block.Resolution, block.Deleted.Count)),
    ];

    /// <inheritdoc/>
    public long? OldestTime
    {
        get
        {
            IReadOnlyList<Block> blocks = Volatile.Read(ref _view).Blocks;
            long oldest = blocks.Count > 0 ? blocks[0].MinTime : _head.FirstTimeFrom(long.MinValue);
            return oldest == long.MaxValue ? null : oldest;
        }
    }

    /// <summary>What the head holds, and of each list the first <paramref name="limit"/> by count. Takes time with the number of label pairs.</summary>
    public HeadStatistics HeadStatistics(int limit) => _head.Statistics(limit);

    /// <summary>What the store has done since it was opened, and what it holds.</summary>
    public MetricStoreStatistics Statistics => new()
    {
        Series = _head.Count,
        AppendedSamples = Volatile.Read(ref _appended),
        RefusedSamples = Volatile.Read(ref _refused),
        RefusedSeries = Volatile.Read(ref _refusedSeries),
        RefusedMetadata = _metadata.Refused,
        Exemplars = _exemplars.Count,
        SkippedRecords = _skippedRecords,
        LostRecords = _lostRecords,
        BlocksSetAside = _setAside.Count,
        JournalFlushes = _journal.Flushes,
        JournalFailures = _journal.Failures,
        JournalBytesWritten = _journal.BytesWritten,
        IsJournalFailing = _journal.IsFailing,
    };
}
