using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.UnitTests.Model;

/// <summary>One test: series that are there, and what the rules and queries make of them. Immutable.</summary>
internal sealed record UnitTest
{
    /// <summary>Its name; "" where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>Its line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The time between two values of a series.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The time of the first values, in milliseconds since 1970.</summary>
    public long Start { get; init; }

    public required IReadOnlyList<InputSeries> Series { get; init; }

    public required IReadOnlyList<AlertTest> AlertTests { get; init; }

    public required IReadOnlyList<QueryTest> QueryTests { get; init; }

    /// <summary>The external labels that templates see.</summary>
    public LabelSet ExternalLabels { get; init; } = LabelSet.Empty;

    /// <summary>The external address that templates see.</summary>
    public string ExternalAddress { get; init; } = "";
}
