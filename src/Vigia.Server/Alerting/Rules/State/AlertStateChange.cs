using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Evaluation;

namespace Vigia.Server.Alerting.Rules.State;

/// <summary>What became of one alert.</summary>
/// <param name="Rule">The rule's key.</param>
/// <param name="Labels">Which alert.</param>
/// <param name="Alert">As it is now; null where it is forgotten.</param>
internal readonly record struct AlertStateChange(string Rule, LabelSet Labels, Alert? Alert);
