using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Index;
using Vigia.Storage.Metrics.Records;

namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    /// <summary>
    /// Deletes the samples of all series that any of the selectors selects, from one millisecond to another, both included; durable when it
    /// completes. The disk's space comes back with <see cref="CleanTombstonesAsync"/> or the next merge.
    /// </summary>
    /// <exception cref="ArgumentException">There is no selector.</exception>
    /// <exception cref="IOException">The disk fails.</exception>
    public async Task DeleteSeriesAsync(IReadOnlyList<IReadOnlyList<LabelMatcher>> selectors, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        if (selectors.Count == 0)
        {
            throw new ArgumentException("Deleting needs a selector.", nameof(selectors));
        }

        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        ChunkScratch scratch = _scratch.Rent();
        try
        {
            foreach (IReadOnlyList<LabelMatcher> matchers in selectors)
            {
                uint[] series = SeriesMatching.Select(_head.View(), matchers, cancellationToken);
                if (series.Length > 0)
                {
                    _head.Delete(series, minTime, maxTime, scratch);
                    AppendToJournal(MetricRecords.Deletion(series, minTime, maxTime));
                }

                foreach (Block block in _view.Blocks)
                {
                    if (block.MinTime <= maxTime && block.MaxTime >= minTime && SelectFrom(block, matchers, cancellationToken) is { Length: > 0 } found)
                    {
                        DeletedSamples deleted = block.Deleted.With(found, minTime, maxTime);
                        deleted.Save(_files, _blocks.DeletedPath(block.Number));
                        block.Deleted = deleted;
                    }
                }
            }

            await _journal.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _scratch.Return(scratch);
            _maintenance.Release();
        }
    }

    /// <summary>Writes the blocks of which samples were deleted anew, without these.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public async Task CleanTombstonesAsync(CancellationToken cancellationToken)
    {
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(
                () =>
                {
                    foreach (Block block in _view.Blocks.Where(static block => block.Deleted.Count > 0).ToArray())
                    {
                        MergeInto([block], cancellationToken);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    /// <summary>
    /// Writes a copy of the store as of now into a folder that is made for it: hard links of the blocks, and the head's samples as blocks of
    /// their own. It can be opened as a store.
    /// </summary>
    /// <param name="folder">The folder; it must not exist.</param>
    /// <param name="withHead">Whether the head's samples are wanted.</param>
    /// <param name="cancellationToken">Ends it; what was written stays.</param>
    /// <exception cref="IOException">The folder exists, or the disk fails.</exception>
    public async Task SnapshotAsync(string folder, bool withHead, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            throw new IOException($"The folder {folder} exists: a snapshot needs one of its own.");
        }

        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => Snapshot(folder, withHead, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    private void Snapshot(string folder, bool withHead, CancellationToken cancellationToken)
    {
        string blocks = Path.Combine(folder, "blocks");
        _files.CreateFolder(blocks);
        foreach (Block block in _view.Blocks)
        {
            _files.Link(block.Path, Path.Combine(blocks, Path.GetFileName(block.Path)));
            if (block.Deleted.Count > 0)
            {
                string deleted = _blocks.DeletedPath(block.Number);
                _files.Link(deleted, Path.Combine(blocks, Path.GetFileName(deleted)));
            }
        }

        if (withHead)
        {
            long range = (long)_options.BlockRange.TotalMilliseconds;
            ChunkScratch scratch = _scratch.Rent();
            var cut = new HeadCut(_head.View());
            for (long first = _head.FirstTimeFrom(long.MinValue); first != long.MaxValue;)
            {
                long start = MergePlan.Floor(first, range);
                using var writer = new BlockWriter(_files, blocks, _blocks.NextNumber());
                cut.Write(start, start + range - 1, writer, scratch, cancellationToken);
                if (writer.Samples > 0)
                {
                    writer.Complete(0, []);
                }

                first = _head.FirstTimeFrom(start + range);
            }

            _scratch.Return(scratch);
        }

        _files.SyncFolder(blocks);
    }
}
