using Microsoft.Extensions.Options;
using Vigia.Server.Hosting;
using Vigia.Server.Notifications.Plots;
using Vigia.Server.Notifications.Store;

namespace Vigia.Server.Notifications.Running;

/// <summary>What notices need opened before the monitor answers. Opened once.</summary>
internal sealed class NotificationState(IOptions<MonitorOptions> monitor, MonitorPaths paths, CurrentValues values, AlertPlots plots, NotificationMetrics metrics, TimeProvider time) : IAsyncDisposable
{
    private NotificationCenter? _center;

    public NotificationCenter Center => _center ?? throw new InvalidOperationException("Notices are not open yet.");

    /// <summary>Opens the store and reads the configuration.</summary>
    /// <param name="defaultFile">The <c>alertmanager.yml</c> where the settings name none; <c>notify.yml</c> lies beside it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task OpenAsync(string defaultFile, CancellationToken cancellationToken) =>
        _center = await NotificationCenter.OpenAsync(
            monitor.Value.AlertmanagerFile is { Length: > 0 } named ? named : defaultFile,
            NotificationParts.Open(paths.File(NotificationStore.FileName), values, plots, metrics, time),
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_center is not null)
        {
            await _center.DisposeAsync();
        }
    }
}
