namespace Vigia.Storage.Metrics.Blocks;

/// <summary>The sections of a block, by their place in the footer.</summary>
internal enum BlockSection
{
    Names = 0,
    Pairs = 1,
    Values = 2,
    Postings = 3,
    Series = 4,
    Hashes = 5,
    Replaced = 6,
}
