using Vigia.Storage.Journal;
using Vigia.Storage.Metrics.Retention;

namespace Vigia.Storage.Metrics;

/// <summary>Where a metric store lies and what it keeps. Checked when the store is opened.</summary>
public sealed record MetricStoreOptions
{
    /// <summary>The store's folder; made where it is not there. One process at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>Series that the head may have; beyond it no new ones are made.</summary>
    public int MaxSeries { get; init; } = 5_000_000;

    /// <summary>How far a sample may lie behind the newest of its series; zero takes none that is late.</summary>
    public TimeSpan OutOfOrderWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How far a sample may lie in the future.</summary>
    public TimeSpan MaxFuture { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is older is deleted, and no longer taken. Zero keeps everything.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(15);

    /// <summary>How long samples of some series are kept, as they came and downsampled; <see cref="Retention"/> counts for series that no rule matches.</summary>
    public IReadOnlyList<RetentionRule> RetentionRules { get; init; } = [];

    /// <summary>Where blocks and journal take more bytes than this, the oldest blocks are deleted; 0 for no bound.</summary>
    public long RetentionBytes { get; init; }

    /// <summary>The time that the head's samples are cut into blocks by.</summary>
    public TimeSpan BlockRange { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Blocks are merged by threes until they hold this time.</summary>
    public TimeSpan MaxBlockRange { get; init; } = TimeSpan.FromHours(54);

    /// <summary>Exemplars kept in memory; the oldest make room.</summary>
    public int MaxExemplars { get; init; } = 100_000;

    /// <summary>Metric families whose metadata is kept.</summary>
    public int MaxMetadataFamilies { get; init; } = 100_000;

    /// <summary>Label sets of head series that are kept for the next query.</summary>
    public int MaxCachedLabelSets { get; init; } = 200_000;

    /// <summary>How often cutting, merging and retention are looked after. <see cref="Timeout.InfiniteTimeSpan"/>: only when asked.</summary>
    public TimeSpan MaintenanceInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A query that reads longer than this no longer keeps the head from letting go of what was cut into blocks: it may miss samples.</summary>
    public TimeSpan ReaderPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>When the journal has grown by this many bytes since the last checkpoint, and by more than that checkpoint, another is written: it bounds the time of a restart.</summary>
    public long CheckpointBytes { get; init; } = 256L << 20;

    /// <summary>The journal.</summary>
    public JournalOptions Journal { get; init; } = new();

    internal void Validate()
    {
        var errors = new List<string>();
        Require(!string.IsNullOrWhiteSpace(Folder), "Folder must name a folder");
        Require(MaxSeries > 0, "MaxSeries must be positive");
        Require(OutOfOrderWindow >= TimeSpan.Zero, "OutOfOrderWindow must not be negative");
        Require(MaxFuture >= TimeSpan.Zero, "MaxFuture must not be negative");
        Require(Retention >= TimeSpan.Zero, "Retention must not be negative");
        Require(RetentionBytes >= 0, "RetentionBytes must not be negative");
        Require(BlockRange >= TimeSpan.FromMinutes(1), "BlockRange must be at least a minute");
        Require(MaxBlockRange >= BlockRange, "MaxBlockRange must be at least BlockRange");
        Require(MaxExemplars >= 0, "MaxExemplars must not be negative");
        Require(MaxMetadataFamilies >= 0, "MaxMetadataFamilies must not be negative");
        Require(MaxCachedLabelSets >= 0, "MaxCachedLabelSets must not be negative");
        Require(MaintenanceInterval > TimeSpan.Zero || MaintenanceInterval == Timeout.InfiniteTimeSpan, "MaintenanceInterval must be positive");
        Require(ReaderPatience > TimeSpan.Zero && ReaderPatience <= TimeSpan.FromDays(1), "ReaderPatience must be positive and at most a day");
        Require(CheckpointBytes > 0, "CheckpointBytes must be positive");
        foreach (RetentionRule rule in RetentionRules)
        {
            Require(rule.Raw >= TimeSpan.Zero, "RetentionRules: Raw must not be negative");
            Require(
                rule.Downsampled.Count == 0 || rule.Raw == TimeSpan.Zero || rule.Raw >= 2 * MaxBlockRange,
                "RetentionRules: Raw must be at least twice MaxBlockRange where samples are downsampled");
            Require(
                rule.Downsampled.All(static kept => kept.Resolution >= TimeSpan.FromMinutes(1) && kept.Resolution <= TimeSpan.FromDays(1) && kept.Retention > TimeSpan.Zero),
                "RetentionRules: a resolution must lie between a minute and a day, and its retention must be positive");
        }

        Journal.Validate(errors);
        if (errors.Count > 0)
        {
            throw new ArgumentException("The metric store's options are wrong: " + string.Join(" ", errors));
        }

        void Require(bool condition, string error)
        {
            if (!condition)
            {
                errors.Add(error + ".");
            }
        }
    }
}
