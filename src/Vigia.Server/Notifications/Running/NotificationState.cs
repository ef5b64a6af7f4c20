using Vigia.Server.Hosting;
using Vigia.Server.Notifications.Store;

namespace Vigia.Server.Notifications.Running;

/// <summary>What notices need opened before the monitor answers. Opened once.</summary>
internal sealed class NotificationState(MonitorPaths paths, CurrentValues values, NotificationMetrics metrics, TimeProvider time) : IAsyncDisposable
{
    private NotificationCenter? _center;

    public NotificationCenter Center => _center ?? throw new InvalidOperationException("Notices are not open yet.");

    /// <summary>Opens the store and reads the configuration.</summary>
    /// <param name="configFolder">The folder that holds <c>alertmanager.yml</c> and <c>notify.yml</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task OpenAsync(string configFolder, CancellationToken cancellationToken) =>
        _center = await NotificationCenter.OpenAsync(configFolder, NotificationParts.Open(paths.File(NotificationStore.FileName), values, metrics, time), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_center is not null)
        {
            await _center.DisposeAsync();
        }
    }
}
