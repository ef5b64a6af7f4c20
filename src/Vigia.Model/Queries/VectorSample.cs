using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Model.Queries;

/// <summary>One series' value at the evaluation's time (milliseconds). <see cref="Histogram"/> is set instead of the value for a native histogram.</summary>
public readonly record struct VectorSample(LabelSet Labels, long Timestamp, double Value, NativeHistogram? Histogram = null);
