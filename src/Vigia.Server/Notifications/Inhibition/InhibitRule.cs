using Vigia.Model.Labels;

namespace Vigia.Server.Notifications.Inhibition;

/// <summary>Alerts that match the source silence those that match the target and agree with them in some labels.</summary>
internal sealed record InhibitRule(int Line, IReadOnlyList<LabelMatcher> Source, IReadOnlyList<LabelMatcher> Target, IReadOnlyList<string> Equal);
