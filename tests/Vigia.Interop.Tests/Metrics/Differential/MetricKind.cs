namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>A metric of the random series, and what may be done with it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">The labels of its series with their values.</param>
/// <param name="IsFinite">No NaN and no infinity among its values.</param>
/// <param name="AllowsRate">See <see cref="KnownDifferences.ExtrapolationToZero"/>.</param>
internal sealed record MetricKind(string Name, IReadOnlyList<(string Name, string[] Values)> Labels, bool IsFinite = true, bool AllowsRate = true);
