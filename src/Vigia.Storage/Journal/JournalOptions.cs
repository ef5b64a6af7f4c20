namespace Vigia.Storage.Journal;

/// <summary>How a journal writes.</summary>
public sealed record JournalOptions
{
    /// <summary>A segment that has grown beyond this many bytes is followed by another.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>What waits in memory is written and synced at the latest after this time, though nobody asks.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What waits in memory is written and synced when it has grown to this many bytes, though nobody asks.</summary>
    public int FlushBytes { get; init; } = 1 << 20;

    /// <summary>More than this many bytes do not wait in memory: while the disk is full or dead, appending fails beyond it.</summary>
    public int PendingBytes { get; init; } = 64 << 20;

    internal void Validate(ICollection<string> errors)
    {
        Require(SegmentBytes >= 1024, "SegmentBytes must be at least 1024");
        Require(FlushInterval > TimeSpan.Zero, "FlushInterval must be positive");
        Require(FlushBytes > 0, "FlushBytes must be positive");
        Require(PendingBytes >= FlushBytes, "PendingBytes must be at least FlushBytes");

        void Require(bool condition, string error)
        {
            if (!condition)
            {
                errors.Add("Journal: " + error + ".");
            }
        }
    }
}
