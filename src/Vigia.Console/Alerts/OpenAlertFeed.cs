using Vigia.Server.Notifications;

namespace Vigia.Console.Alerts;

/// <summary>The open alerts, looked up every few seconds, once for all pages that show them and only while there are any. Safe from any thread.</summary>
internal sealed class OpenAlertFeed : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IAlertService _service;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _looking = new();
    private OpenAlerts _current = OpenAlerts.None;
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    public OpenAlertFeed(IAlertService service, TimeProvider time)
    {
        (_service, _time) = (service, time);
        _timer = time.CreateTimer(static feed => ((OpenAlertFeed)feed!).OnTick(), this, Interval, Interval);
    }

    /// <summary>Raised on a thread of the pool after alerts came, went, or were taken on.</summary>
    public event Action? Changed;

    /// <summary>As they were some seconds ago, or are.</summary>
    public OpenAlerts Current
    {
        get
        {
            lock (_looking)
            {
                return _time.GetUtcNow() - _at < Interval ? _current : Look();
            }
        }
    }

    /// <summary>Looks again at once: somebody has just changed something.</summary>
    public void Refresh() => OnTick();

    public void Dispose() => _timer.Dispose();

    private void OnTick()
    {
        if (Changed is not { } changed)
        {
            return;
        }

        OpenAlerts before, now;
        lock (_looking)
        {
            (before, now) = (_current, Look());
        }

        if (now.Critical != before.Critical || now.Other != before.Other || !now.First.Select(Key).SequenceEqual(before.First.Select(Key)))
        {
            changed();
        }
    }

    private OpenAlerts Look()
    {
        _at = _time.GetUtcNow();
        return _current = OpenAlerts.Of(_service);
    }

    private static (string, bool) Key(AlertStatus alert) => (alert.Fingerprint, alert.AcknowledgedBy is null);
}
