namespace Vigia.Storage.Metrics.Chunks;

/// <summary>What an integer column packs. The numbers are those of the format.</summary>
internal enum ColumnTransform : byte
{
    Constant = 0,
    Values = 1,
    Differences = 2,
    SecondDifferences = 3,
    Xor = 4,
}
