using Vigia.Model.Labels;

namespace Vigia.Model.Metrics;

/// <summary>One observation that stands for many, with the labels that lead to its trace.</summary>
/// <param name="Labels">Its own labels, such as <c>trace_id</c>.</param>
/// <param name="Value">What was observed.</param>
/// <param name="Timestamp">When, in milliseconds since 1970 UTC.</param>
public sealed record Exemplar(LabelSet Labels, double Value, long Timestamp);
