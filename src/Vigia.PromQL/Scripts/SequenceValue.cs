using Vigia.Model.Metrics;

namespace Vigia.PromQL.Scripts;

/// <summary>One value of a series notation.</summary>
/// <param name="Value">The float; meaningless where it is omitted or a histogram.</param>
/// <param name="IsOmitted">Whether there is no sample (<c>_</c>).</param>
/// <param name="Histogram">The histogram, where it is one.</param>
/// <param name="HasHint">Whether the histogram names its counter reset hint.</param>
public readonly record struct SequenceValue(double Value, bool IsOmitted = false, NativeHistogram? Histogram = null, bool HasHint = false);
