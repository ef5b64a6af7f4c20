using Vigia.Server.Notifications.Wording;

namespace Vigia.Server.Notifications.Dispatch;

/// <summary>Why an alert is not told of.</summary>
/// <param name="Kind">What keeps it back.</param>
/// <param name="By">The inhibiting alert's fingerprint, the silence's id, the interval's name, or who acknowledged it.</param>
/// <param name="Said">In words.</param>
internal sealed record Suppression(SuppressionKind Kind, string By, CodedText Said)
{
    /// <summary>In English.</summary>
    public string Reason => Said.Text;
}
