namespace Vigia.Storage.Metrics.Retention;

/// <summary>What a downsampled series holds. Its number is its place among the five of one original.</summary>
internal enum Aggregate
{
    Last = 0,
    Min = 1,
    Max = 2,
    Sum = 3,
    Count = 4,
}
