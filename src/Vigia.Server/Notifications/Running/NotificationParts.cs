using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Plots;
using Vigia.Server.Notifications.Silences;
using Vigia.Server.Notifications.Store;

namespace Vigia.Server.Notifications.Running;

/// <summary>What lives as long as the program does, whatever the configuration.</summary>
internal sealed record NotificationParts(
    NotificationStore Store,
    NotificationLog Log,
    AlertBook Alerts,
    SilenceBook Silences,
    AcknowledgementBook Acknowledgements,
    CurrentValues Values,
    AlertPlots Plots,
    NotificationMetrics Metrics,
    TimeProvider Time)
{
    /// <summary>Opens the store, and loads what it holds.</summary>
    public static NotificationParts Open(string path, CurrentValues values, AlertPlots plots, NotificationMetrics metrics, TimeProvider time)
    {
        NotificationStore store = NotificationStore.Open(path);
        return new NotificationParts(
            store, new NotificationLog(store), new AlertBook(store, time), new SilenceBook(store, time), new AcknowledgementBook(store), values, plots, metrics, time);
    }
}
