namespace Vigia.Model.Queries;

/// <summary>What a query cost.</summary>
public sealed record QueryCost
{
    /// <summary>Series selected.</summary>
    public long Series { get; init; }

    /// <summary>Samples decoded.</summary>
    public long SamplesRead { get; init; }

    /// <summary>Samples that the evaluation looked at in all, as Prometheus' <c>totalQueryableSamples</c> counts.</summary>
    public long QueryableSamples { get; init; }

    /// <summary>Most samples in memory at once.</summary>
    public long PeakSamples { get; init; }

    /// <summary>Parsing and planning.</summary>
    public TimeSpan Preparation { get; init; }

    /// <summary>Selecting and evaluating.</summary>
    public TimeSpan Evaluation { get; init; }
}
