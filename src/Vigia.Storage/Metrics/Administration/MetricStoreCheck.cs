using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Model.Metrics;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Head;

namespace Vigia.Storage.Metrics.Administration;

/// <summary>Reads every byte of a store and says what is wrong. Changes nothing; the store should not be open for writing meanwhile.</summary>
public static class MetricStoreCheck
{
    /// <summary>Everything that is wrong; nothing where all is well. What was cut off at the journal's end was never acknowledged and is not told.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<StoreFinding> Run(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        }

        var findings = new List<StoreFinding>();
        string blocks = Path.Combine(folder, "blocks");
        foreach (string path in (Directory.Exists(blocks) ? Directory.GetFiles(blocks) : []).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (BlockFormat.TryNumber(path, BlockFormat.Extension, out long number))
            {
                CheckBlock(path, number, findings, cancellationToken);
            }
        }

        string quarantine = Path.Combine(folder, "quarantine");
        if (Directory.Exists(quarantine))
        {
            findings.AddRange(Directory.EnumerateFiles(quarantine).Select(static path => new StoreFinding(path, "was set aside because it is damaged")));
        }

        CheckJournal(Path.Combine(folder, "journal"), findings, cancellationToken);
        return findings;
    }

    private static void CheckBlock(string path, long number, List<StoreFinding> findings, CancellationToken cancellationToken)
    {
        try
        {
            Block block = Block.Open(path, number);
            try
            {
                long samples = 0;
                for (int series = 0; series < block.Series; series++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    _ = block.Labels(series);
                    samples += CheckSeries(block, series);
                }

                if (block.Damage is { } damage)
                {
                    findings.Add(new StoreFinding(path, damage));
                }
                else if (samples != block.Samples)
                {
                    findings.Add(new StoreFinding(path, $"it holds {samples} samples and says {block.Samples}"));
                }
            }
            finally
            {
                block.Release();
            }
        }
        catch (InvalidDataException exception)
        {
            findings.Add(new StoreFinding(path, exception.Message));
        }
    }

    private static long CheckSeries(Block block, int series)
    {
        using var columns = new SampleColumns();
        block.Read(series, long.MinValue, long.MaxValue, columns);
        for (int i = 1; i < columns.Count; i++)
        {
            if (columns.Timestamps[i] <= columns.Timestamps[i - 1])
            {
                throw new InvalidDataException($"the samples of series {series} do not ascend");
            }
        }

        return columns.Count;
    }

    private static void CheckJournal(string folder, List<StoreFinding> findings, CancellationToken cancellationToken)
    {
        var reader = new JournalReader(DiskFiles.Instance, folder, NullLogger.Instance);
        var replay = new MetricReplay(new SeriesHead(0), new ExemplarRing(0), new MetadataTable(int.MaxValue), NullLogger.Instance);
        reader.Read(replay.Apply, cancellationToken);
        if (reader.Lost > 0)
        {
            findings.Add(new StoreFinding(folder, $"{reader.Lost} records are missing"));
        }

        if (replay.Skipped > 0)
        {
            findings.Add(new StoreFinding(folder, $"{replay.Skipped} records make no sense"));
        }
    }
}
