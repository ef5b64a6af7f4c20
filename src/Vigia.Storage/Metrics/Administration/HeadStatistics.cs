namespace Vigia.Storage.Metrics.Administration;

/// <summary>What the head holds, and which labels have the most: what Prometheus' <c>/api/v1/status/tsdb</c> tells.</summary>
public sealed record HeadStatistics
{
    /// <summary>Series.</summary>
    public required int Series { get; init; }

    /// <summary>Pairs of a label name and value.</summary>
    public required int LabelPairs { get; init; }

    /// <summary>Packed chunks.</summary>
    public required long Chunks { get; init; }

    /// <summary>Bytes of the packed chunks.</summary>
    public required long ChunkBytes { get; init; }

    /// <summary>The first millisecond of any sample; <see cref="long.MaxValue"/> where there is none.</summary>
    public required long MinTime { get; init; }

    /// <summary>The last millisecond of any sample; <see cref="long.MinValue"/> where there is none.</summary>
    public required long MaxTime { get; init; }

    /// <summary>The metric names with the most series.</summary>
    public required IReadOnlyList<CountedName> SeriesByMetricName { get; init; }

    /// <summary>The label names with the most values.</summary>
    public required IReadOnlyList<CountedName> ValuesByLabelName { get; init; }

    /// <summary>The label names whose values take the most bytes.</summary>
    public required IReadOnlyList<CountedName> BytesByLabelName { get; init; }

    /// <summary>The pairs with the most series.</summary>
    public required IReadOnlyList<CountedName> SeriesByLabelPair { get; init; }
}
