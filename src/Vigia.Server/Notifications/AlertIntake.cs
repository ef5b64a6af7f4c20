using Vigia.Model.Alerts;
using Vigia.Server.Notifications.Forwarding;
using Vigia.Server.Notifications.Running;

namespace Vigia.Server.Notifications;

/// <summary>Takes the alerts of rules for the notices of this program and for outside Alertmanagers.</summary>
internal sealed class AlertIntake(NotificationCenter center, AlertForwarder forwarder) : IAlertIntake
{
    public async ValueTask ReceiveAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        // First those outside: they must hear of a full disk here.
        forwarder.Offer(alerts);
        await center.ReceiveAsync(alerts, cancellationToken);
    }
}
