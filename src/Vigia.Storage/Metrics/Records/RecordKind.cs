namespace Vigia.Storage.Metrics.Records;

/// <summary>The first byte of a record in the journal of metrics.</summary>
internal enum RecordKind : byte
{
    Series = 1,
    Samples = 2,
    Histograms = 3,
    Metadata = 4,
    Deletion = 5,
    Exemplar = 6,
    Chunk = 7,
}
