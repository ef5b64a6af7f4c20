using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>How an alert reads for one series.</summary>
/// <param name="Labels">The alert's labels.</param>
/// <param name="Annotations">What it says.</param>
/// <param name="Value">The value that the texts were filled with; NaN where there is no series at all.</param>
/// <param name="IsResult">Whether the series is one of the query's result; else one that the query compares, for which it does not hold now.</param>
/// <param name="Errors">What went wrong in its templates.</param>
internal sealed record RuleExample(LabelSet Labels, IReadOnlyList<Label> Annotations, double Value, bool IsResult, IReadOnlyList<string> Errors);
