using Microsoft.Extensions.Logging;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    /// <summary>Cuts old samples from the head into blocks, writes a checkpoint where it is time, sets damaged blocks aside, merges and deletes blocks.</summary>
    /// <exception cref="IOException">The disk fails: what was not finished is tried again by the next call.</exception>
    public async Task MaintainAsync(CancellationToken cancellationToken)
    {
        await _maintenance.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Away from the caller's thread: this is work for a disk and a processor.
            await Task.Run(() => MaintainLockedAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    private async Task MaintainLockedAsync(CancellationToken cancellationToken)
    {
        SetDamagedAside();
        long range = (long)_options.BlockRange.TotalMilliseconds;
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();

        // A late sample may still come until its window has passed.
        long before = MergePlan.Floor(now - (long)_options.OutOfOrderWindow.TotalMilliseconds - (range / 8), range);
        if (before != _cutBefore)
        {
            // Also where a clock was set back: what a wrong one has cut must not keep the head from being cut again.
            await CutAsync(before, range, cancellationToken).ConfigureAwait(false);
            _cutBefore = before;
            await CheckpointAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (JournalGrowth > Math.Max(_options.CheckpointBytes, _checkpointWritten))
        {
            await CheckpointAsync(cancellationToken).ConfigureAwait(false);
        }

        Merge(range, before, cancellationToken);
        Downsample(before, cancellationToken);
        DeleteExpired(now, cancellationToken);
        DeleteBySize();
        foreach (Block block in _view.Blocks)
        {
            block.Index.DropCache();
        }
    }

    /// <summary>Bytes of the journal since the last checkpoint.</summary>
    private long JournalGrowth => _journal.BytesWritten + _checkpointBytes;

    private async Task CutAsync(long before, long range, CancellationToken cancellationToken)
    {
        long first = _head.FirstTimeFrom(long.MinValue);
        if (first >= before)
        {
            return;
        }

        var added = new List<Block>();
        ChunkScratch scratch = _scratch.Rent();
        _head.BeginCut(before);
        try
        {
            var cut = new HeadCut(_head.View());
            while (first < before)
            {
                long start = MergePlan.Floor(first, range);
                if (WriteBlock(writer => cut.Write(start, start + range - 1, writer, scratch, cancellationToken), 0, []) is { } block)
                {
                    added.Add(block);
                }

                first = _head.FirstTimeFrom(start + range);
            }
        }
        catch
        {
            // Blocks that are whole already count: the head still has their samples, and readers take each once.
            _head.AbandonCut();
            AddBlocks(added);
            _scratch.Return(scratch);
            throw;
        }

        AddBlocks(added);
        try
        {
            await Task.WhenAll(_retired.Select(static view => view.Unused)).WaitAsync(_options.ReaderPatience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogSlowReader(_options.ReaderPatience);
        }
        catch (OperationCanceledException)
        {
            _head.AbandonCut();
            throw;
        }

        int removed = _head.Truncate(before, scratch);
        _scratch.Return(scratch);
        LogCut(added.Count, removed, _head.Count);
    }

    private void AddBlocks(List<Block> added)
    {
        Publish(_view.Blocks.Concat(added));
        added.ForEach(static block => block.Release());
    }

    /// <summary>Writes and opens a block; null where it would have no samples.</summary>
    private Block? WriteBlock(Action<BlockWriter> write, long resolution, ReadOnlySpan<long> replaced)
    {
        long number = _blocks.NextNumber();
        using var writer = new BlockWriter(_files, _blocks.Folder, number);
        write(writer);
        return writer.Samples == 0 ? null : Block.Open(writer.Complete(resolution, replaced), number);
    }

    private async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        (long segment, long sequence) = await _journal.RotateAsync(cancellationToken).ConfigureAwait(false);
        long written = _journal.BytesWritten;
        ChunkScratch scratch = _scratch.Rent();
        using var writer = new CheckpointWriter(_files, JournalFolder, segment, sequence);
        HeadCheckpoint.Write(_head, _exemplars, _metadata, writer, scratch, cancellationToken);
        writer.Complete();
        _scratch.Return(scratch);
        (_checkpointWritten, _checkpointBytes) = (writer.Length, -written);
    }

    /// <summary>So that the next start has little to read.</summary>
    private async Task CheckpointAtEndAsync()
    {
        if (JournalGrowth > _options.CheckpointBytes / 16)
        {
            try
            {
                await CheckpointAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                // The journal has everything: the next start only takes longer.
                LogFailed(exception);
            }
        }
    }

    private void Merge(long range, long completeBefore, CancellationToken cancellationToken)
    {
        long maxRange = (long)_options.MaxBlockRange.TotalMilliseconds;
        while (true)
        {
            IReadOnlyList<Block> blocks = MergePlan.Next([.. _view.Blocks.Where(static block => block.Resolution == 0)], range, maxRange, completeBefore);
            if (blocks.Count == 0 || !MergeInto(blocks, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Replaces blocks by one; false where one of them is damaged.</summary>
    private bool MergeInto(IReadOnlyList<Block> blocks, CancellationToken cancellationToken)
    {
        ChunkScratch scratch = _scratch.Rent();
        try
        {
            long[] numbers = [.. blocks.Select(static block => block.Number)];
            Block? merged = WriteBlock(writer => BlockMerge.Write(blocks, writer, scratch, cancellationToken), blocks[0].Resolution, numbers);
            Replace(blocks, merged);
            return true;
        }
        catch (InvalidDataException)
        {
            // The block remembers what is wrong with it.
            SetDamagedAside();
            return false;
        }
        finally
        {
            _scratch.Return(scratch);
        }
    }

    private void Replace(IReadOnlyCollection<Block> blocks, Block? replacement)
    {
        foreach (Block block in blocks)
        {
            block.WhenClosed(_blocks.Delete);
        }

        IEnumerable<Block> rest = _view.Blocks.Except(blocks);
        Publish(replacement is null ? rest : rest.Append(replacement));
        replacement?.Release();
    }

    private void SetDamagedAside()
    {
        List<Block> damaged = [.. _view.Blocks.Where(static block => block.Damage is not null)];
        if (damaged.Count == 0)
        {
            return;
        }

        Publish(_view.Blocks.Except(damaged));
        Volatile.Write(
            ref _setAside,
            [.. _setAside, .. damaged.Select(block => _blocks.SetAside(block.Path, block.MinTime, block.MaxTime, block.Damage!))]);
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_options.MaintenanceInterval, _time);
        CancellationToken stop = _stop.Token;
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                try
                {
                    await MaintainAsync(stop).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
                {
                    // A full disk, mostly. The next tick tries again.
                    LogFailed(exception);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    [LoggerMessage(EventId = 22, Level = LogLevel.Information, Message = "{Blocks} blocos de métricas gravados; {Removed} séries sem amostras novas saíram da memória, {Left} ficaram")]
    private partial void LogCut(int blocks, int removed, int left);

    [LoggerMessage(EventId = 23, Level = LogLevel.Error, Message = "A manutenção do armazém de métricas falhou e será tentada de novo")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 25, Level = LogLevel.Warning, Message = "Uma consulta lê há mais de {Patience}: as amostras já gravadas em bloco saem da memória sem esperar por ela")]
    private partial void LogSlowReader(TimeSpan patience);

    [LoggerMessage(EventId = 26, Level = LogLevel.Debug, Message = "A manutenção do armazém de métricas parou")]
    private partial void LogStopped();
}
