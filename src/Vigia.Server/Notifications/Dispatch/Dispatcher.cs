using Vigia.Model.Labels;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Routing;

namespace Vigia.Server.Notifications.Dispatch;

/// <summary>
/// Sorts alerts into groups and knows when each is due, by Alertmanager's rules: a group waits <c>group_wait</c> after its first alert, then flushes every
/// <c>group_interval</c>. Starts no timers: its owner asks. Thread safe.
/// </summary>
internal sealed class Dispatcher(Route root, TimeProvider time)
{
    /// <summary>Groups at most; an alert that would need another is not told of, and counted.</summary>
    public const int MaxGroups = 50_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(Route Route, LabelSet Labels), AlertGroup> _groups = [];

    /// <summary>Alerts that found no place.</summary>
    public long Refused { get; private set; }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _groups.Count;
            }
        }
    }

    /// <summary>When the next group is due; null where none is.</summary>
    public DateTimeOffset? NextFlush
    {
        get
        {
            lock (_lock)
            {
                DateTimeOffset? next = null;
                foreach (AlertGroup group in _groups.Values)
                {
                    if (!group.IsFlushing && (next is null || group.NextFlush < next))
                    {
                        next = group.NextFlush;
                    }
                }

                return next;
            }
        }
    }

    /// <summary>Takes an alert's newest state into every group that it belongs to.</summary>
    public void Insert(StoredAlert alert)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (Route route in root.Match(alert.Labels))
        {
            LabelSet labels = route.GroupLabels(alert.Labels);
            lock (_lock)
            {
                if (!_groups.TryGetValue((route, labels), out AlertGroup? group))
                {
                    if (_groups.Count >= MaxGroups)
                    {
                        Refused++;
                        continue;
                    }

                    _groups[(route, labels)] = group = new AlertGroup(route, labels, now + route.GroupWait);
                }

                group.Set(alert);
                if (!group.HasFlushed && alert.StartsAt + route.GroupWait < now)
                {
                    group.NextFlush = now;
                }
            }
        }
    }

    /// <summary>The groups that are due, each with its alerts. They count as flushing until <see cref="Finish"/>.</summary>
    public IReadOnlyList<(AlertGroup Group, IReadOnlyList<StoredAlert> Alerts)> TakeDue()
    {
        DateTimeOffset now = time.GetUtcNow();
        var due = new List<(AlertGroup, IReadOnlyList<StoredAlert>)>();
        lock (_lock)
        {
            foreach (AlertGroup group in _groups.Values)
            {
                if (!group.IsFlushing && group.NextFlush <= now)
                {
                    group.NextFlush = now + group.Route.GroupInterval;
                    group.HasFlushed = true;
                    group.IsFlushing = true;
                    due.Add((group, group.Snapshot()));
                }
            }
        }

        return due;
    }

    /// <summary>Ends a group's flush.</summary>
    public void Finish(AlertGroup group, IReadOnlyList<StoredAlert> told, FlushReport? report)
    {
        lock (_lock)
        {
            group.IsFlushing = false;
            group.LastFlush = report ?? group.LastFlush;
            if (report?.Succeeded == true)
            {
                group.DropResolved(told, report.At);
            }
        }
    }

    /// <summary>Removes groups that are empty.</summary>
    public void Maintain()
    {
        lock (_lock)
        {
            foreach (var empty in _groups.Where(static pair => pair.Value.Count == 0 && !pair.Value.IsFlushing).Select(static pair => pair.Key).ToArray())
            {
                _groups.Remove(empty);
            }
        }
    }

    /// <summary>The groups as they are, each with its alerts.</summary>
    public IReadOnlyList<(AlertGroup Group, IReadOnlyList<StoredAlert> Alerts)> Groups()
    {
        lock (_lock)
        {
            return [.. _groups.Values.Select(static group => (group, group.Snapshot()))];
        }
    }
}
