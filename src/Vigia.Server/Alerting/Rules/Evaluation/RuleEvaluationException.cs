namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>A rule's result cannot be taken. Worded as Prometheus does.</summary>
internal sealed class RuleEvaluationException(string message) : Exception(message);
