using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>What an evaluation found for an alert.</summary>
/// <param name="Labels">Its identity.</param>
/// <param name="Annotations">What is said of it.</param>
/// <param name="Value">The query's value.</param>
internal readonly record struct AlertCandidate(LabelSet Labels, IReadOnlyList<Label> Annotations, double Value);
