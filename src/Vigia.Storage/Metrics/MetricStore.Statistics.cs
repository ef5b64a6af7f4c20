namespace Vigia.Storage.Metrics;

public sealed partial class MetricStore
{
    /// <summary>What the store has done since it was opened, and what it holds.</summary>
    public MetricStoreStatistics Statistics => new()
    {
        Series = _head.Count,
        AppendedSamples = Volatile.Read(ref _appended),
        RefusedSamples = Volatile.Read(ref _refused),
        RefusedSeries = Volatile.Read(ref _refusedSeries),
        RefusedMetadata = _metadata.Refused,
        Exemplars = _exemplars.Count,
        JournalFlushes = _journal.Flushes,
        JournalFailures = _journal.Failures,
        JournalBytesWritten = _journal.BytesWritten,
        IsJournalFailing = _journal.IsFailing,
    };
}
