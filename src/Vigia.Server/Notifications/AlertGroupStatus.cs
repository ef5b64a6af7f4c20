using Vigia.Model.Labels;

namespace Vigia.Server.Notifications;

/// <summary>A group as it is now.</summary>
/// <param name="Key">Alertmanager's group key.</param>
/// <param name="Labels">What its alerts share.</param>
/// <param name="Receiver">Who is told.</param>
/// <param name="Alerts">Its alerts.</param>
/// <param name="NextFlush">When it is looked at next.</param>
/// <param name="LastFlush">When it was looked at last; null: not yet.</param>
/// <param name="Decisions">What each way did then.</param>
public sealed record AlertGroupStatus(
    string Key, LabelSet Labels, string Receiver, IReadOnlyList<AlertStatus> Alerts, DateTimeOffset NextFlush, DateTimeOffset? LastFlush, IReadOnlyList<string> Decisions);
