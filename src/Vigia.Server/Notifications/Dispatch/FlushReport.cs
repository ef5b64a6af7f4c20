using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Wording;

namespace Vigia.Server.Notifications.Dispatch;

/// <summary>What came of telling of a group once.</summary>
/// <param name="At">When.</param>
/// <param name="Suppressed">The alerts that were kept back, and by what.</param>
/// <param name="Decisions">What each way to the receiver did.</param>
/// <param name="Succeeded">Whether none failed.</param>
internal sealed record FlushReport(
    DateTimeOffset At, IReadOnlyDictionary<AlertFingerprint, Suppression> Suppressed, IReadOnlyList<CodedText> Decisions, bool Succeeded);
