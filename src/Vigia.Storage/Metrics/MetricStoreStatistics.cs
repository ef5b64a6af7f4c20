namespace Vigia.Storage.Metrics;

/// <summary>What a metric store has done since it was opened, and what it holds.</summary>
public sealed record MetricStoreStatistics
{
    /// <summary>Series in the head.</summary>
    public required int Series { get; init; }

    /// <summary>Samples taken.</summary>
    public required long AppendedSamples { get; init; }

    /// <summary>Samples refused, whatever the reason.</summary>
    public required long RefusedSamples { get; init; }

    /// <summary>Times that a new series was refused because there were too many.</summary>
    public required long RefusedSeries { get; init; }

    /// <summary>Times that metadata was refused because there were too many families.</summary>
    public required long RefusedMetadata { get; init; }

    /// <summary>Exemplars in memory.</summary>
    public required int Exemplars { get; init; }

    /// <summary>Records of the journal that made no sense when it was read.</summary>
    public required long SkippedRecords { get; init; }

    /// <summary>Records of the journal that a damaged segment had cost when it was read.</summary>
    public required long LostRecords { get; init; }

    /// <summary>Damaged blocks that were moved away since the start.</summary>
    public required int BlocksSetAside { get; init; }

    /// <summary>Syncs of the journal.</summary>
    public required long JournalFlushes { get; init; }

    /// <summary>Failed writes or syncs of the journal.</summary>
    public required long JournalFailures { get; init; }

    /// <summary>Bytes written to the journal.</summary>
    public required long JournalBytesWritten { get; init; }

    /// <summary>Whether the journal's last write failed: the disk is full or dead.</summary>
    public required bool IsJournalFailing { get; init; }
}
