using System.Globalization;
using Vigia.Server.Notifications;

namespace Vigia.Console.Alerts;

/// <summary>From an alert to other pages.</summary>
internal static class AlertLinks
{
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(15);

    /// <summary>The dead messages from a quarter of an hour before the alert began until as long after.</summary>
    public static string DeadMessages(AlertStatus alert) => $"/ui/messages?status=dead&from={Milliseconds(alert.StartsAt - Around)}&to={Milliseconds(alert.StartsAt + Around)}";

    /// <summary>A time as addresses say it.</summary>
    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}
