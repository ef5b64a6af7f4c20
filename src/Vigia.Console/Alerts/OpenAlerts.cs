using Vigia.Server.Notifications;

namespace Vigia.Console.Alerts;

/// <summary>The alerts that ask for somebody: firing, neither silenced nor inhibited, and not told of for another reason than trouble (a severity of <c>none</c>).</summary>
/// <param name="First">The gravest first, then those nobody has taken on, then the newest; at most <see cref="MaxShown"/>.</param>
/// <param name="Critical">Those of the severity <c>critical</c> that nobody has taken on.</param>
/// <param name="Other">The others that nobody has taken on.</param>
public sealed record OpenAlerts(IReadOnlyList<AlertStatus> First, int Critical, int Other)
{
    /// <summary>Alerts kept to be shown.</summary>
    internal const int MaxShown = 50;

    internal static readonly OpenAlerts None = new([], 0, 0);

    /// <summary>Those that nobody has taken on.</summary>
    public int Count => Critical + Other;

    internal static OpenAlerts Of(IAlertService service)
    {
        AlertStatus[] open =
        [
            .. service.Alerts()
                .Where(static alert => alert.InhibitedBy.Count == 0 && alert.SilencedBy.Count == 0 && alert.Labels["severity"] != "none")
                .OrderBy(static alert => Rank(alert)).ThenBy(static alert => alert.AcknowledgedBy is not null).ThenByDescending(static alert => alert.StartsAt),
        ];
        int critical = open.Count(static alert => alert.AcknowledgedBy is null && IsCritical(alert));
        return new OpenAlerts([.. open.Take(MaxShown)], critical, open.Count(static alert => alert.AcknowledgedBy is null) - critical);
    }

    internal static bool IsCritical(AlertStatus alert) => alert.Labels["severity"] == "critical";

    private static int Rank(AlertStatus alert) => alert.Labels["severity"] switch { "critical" => 0, "warning" => 1, _ => 2 };
}
