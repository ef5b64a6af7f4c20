using Microsoft.Extensions.Logging;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Retention;

namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    /// <summary>The longest time that a merged block holds: the smallest, times three as often as it fits.</summary>
    private long LargestSpan
    {
        get
        {
            long span = (long)_options.BlockRange.TotalMilliseconds;
            while (span * 3 <= (long)_options.MaxBlockRange.TotalMilliseconds)
            {
                span *= 3;
            }

            return span;
        }
    }

    /// <summary>Writes the downsampled blocks of spans that are complete, each once, while the samples are there as they came.</summary>
    private void Downsample(long completeBefore, CancellationToken cancellationToken)
    {
        long span = LargestSpan;
        foreach (long resolution in _retention.Resolutions)
        {
            HashSet<long> done = [.. _view.Blocks.Where(block => block.Resolution == resolution).Select(block => MergePlan.Floor(block.MinTime, span))];
            foreach (IGrouping<long, Block> group in _view.Blocks.Where(static block => block.Resolution == 0).GroupBy(block => MergePlan.Floor(block.MinTime, span)).ToArray())
            {
                if (group.Key + span <= completeBefore && !done.Contains(group.Key) && !_emptySpans.Contains((resolution, group.Key)))
                {
                    DownsampleSpan([.. group], resolution, group.Key, cancellationToken);
                }
            }
        }
    }

    private void DownsampleSpan(IReadOnlyList<Block> blocks, long resolution, long span, CancellationToken cancellationToken)
    {
        ChunkScratch scratch = _scratch.Rent();
        using var downsampling = new Downsampling(resolution);
        try
        {
            Block? block = WriteBlock(
                writer => BlockMerge.ForEach(
                    blocks,
                    (labels, hash, columns) =>
                    {
                        if (_retention.Of(labels, resolution) >= 0)
                        {
                            downsampling.Write(labels, hash, columns, writer, scratch);
                        }
                    },
                    cancellationToken),
                resolution,
                []);
            if (block is null)
            {
                _emptySpans.Add((resolution, span));
            }
            else
            {
                AddBlocks([block]);
            }
        }
        catch (InvalidDataException)
        {
            // The block remembers what is wrong with it.
            SetDamagedAside();
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private void DeleteExpired(long now, CancellationToken cancellationToken)
    {
        var old = new List<Block>();
        foreach (Block block in _view.Blocks)
        {
            (long longest, long shortest) = _retention.Bounds(block.Resolution);
            if (longest < 0 || (longest > 0 && block.MaxTime < now - longest))
            {
                old.Add(block);
            }
            else if (shortest != longest && shortest > 0 && block.MaxTime < now - shortest && now >= _nextExpiry.GetValueOrDefault(block.Number, long.MinValue))
            {
                RemoveExpiredSeries(block, now, cancellationToken);
            }
        }

        if (old.Count > 0)
        {
            Replace(old, null);
            LogDeleted(old.Count);
        }

        HashSet<long> numbers = [.. _view.Blocks.Select(static block => block.Number)];
        foreach (long number in _nextExpiry.Keys.Where(number => !numbers.Contains(number)).ToArray())
        {
            _nextExpiry.Remove(number);
        }
    }

    /// <summary>Writes a block anew without the series whose own time is over, where it has any.</summary>
    private void RemoveExpiredSeries(Block block, long now, CancellationToken cancellationToken)
    {
        bool hasExpired = false;
        long next = long.MaxValue;
        for (int series = 0; series < block.Series; series++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long kept = _retention.Of(block.WrittenLabels(series), block.Resolution);
            bool isExpired = kept < 0 || (kept > 0 && block.MaxTime < now - kept);
            hasExpired |= isExpired;
            next = isExpired || kept == 0 ? next : Math.Min(next, block.MaxTime + kept + 1);
        }

        if (!hasExpired)
        {
            _nextExpiry[block.Number] = next;
            return;
        }

        ChunkScratch scratch = _scratch.Rent();
        try
        {
            Block? rest = WriteBlock(
                writer => BlockMerge.ForEach(
                    [block],
                    (labels, hash, columns) =>
                    {
                        long kept = _retention.Of(labels, block.Resolution);
                        if (kept == 0 || (kept > 0 && block.MaxTime >= now - kept))
                        {
                            writer.BeginSeries(labels, hash);
                            SeriesChunker.Write(columns, writer, scratch);
                        }
                    },
                    cancellationToken),
                block.Resolution,
                [block.Number]);
            Replace([block], rest);
        }
        catch (InvalidDataException)
        {
            // The block remembers what is wrong with it.
            SetDamagedAside();
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private void DeleteBySize()
    {
        if (_options.RetentionBytes == 0)
        {
            return;
        }

        var old = new List<Block>();
        long bytes = JournalGrowth + _checkpointWritten + _view.Blocks.Sum(static block => block.Bytes);
        foreach (Block block in _view.Blocks.OrderBy(static block => block.MaxTime))
        {
            if (bytes <= _options.RetentionBytes)
            {
                break;
            }

            bytes -= block.Bytes;
            old.Add(block);
        }

        if (old.Count > 0)
        {
            Replace(old, null);
            LogDeleted(old.Count);
        }
    }

    [LoggerMessage(EventId = 24, Level = LogLevel.Information, Message = "{Count} blocos de métricas mais velhos que a retenção, ou além do espaço permitido, foram apagados")]
    private partial void LogDeleted(int count);
}
