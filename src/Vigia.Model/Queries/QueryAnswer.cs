namespace Vigia.Model.Queries;

/// <summary>A query's value and what it has to say besides.</summary>
public sealed record QueryAnswer
{
    /// <summary>The value.</summary>
    public required QueryValue Value { get; init; }

    /// <summary>Annotations that doubt the result.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Annotations that may help.</summary>
    public IReadOnlyList<string> Infos { get; init; } = [];

    /// <summary>What it cost; null where the engine does not say.</summary>
    public QueryCost? Cost { get; init; }
}
