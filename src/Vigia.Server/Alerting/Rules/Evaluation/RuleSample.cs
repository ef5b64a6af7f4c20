using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>A sample that a rule made; the histogram stands instead of the value.</summary>
internal readonly record struct RuleSample(LabelSet Labels, double Value, NativeHistogram? Histogram = null);
