namespace Vigia.Demo.Alerts;

/// <summary>Puts together what alerts did and who was told, oldest first; beyond a cap the oldest are forgotten and counted. Thread safe.</summary>
internal sealed class AlertDiary(TimeProvider time)
{
    public const string Pending = "pending";
    public const string Firing = "firing";
    public const string Resolved = "resolved";

    private const int MaxLines = 200;

    private readonly Lock _lock = new();
    private readonly List<AlertLine> _lines = [];
    private readonly long _started = time.GetTimestamp();

    /// <summary>What happened so far.</summary>
    public IReadOnlyList<AlertLine> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Lines that were forgotten for want of room.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Takes the state of every alert that has one; those that are not named are inactive.</summary>
    /// <param name="states">By name: <see cref="Pending"/> or <see cref="Firing"/>.</param>
    public void Observe(IReadOnlyDictionary<string, string> states)
    {
        lock (_lock)
        {
            foreach ((string alert, string state) in states)
            {
                string? last = Last(alert)?.State;
                if (last == Firing && state == Pending)
                {
                    // The instances that fired ended while another waits for its turn.
                    Add(alert, Resolved, []);
                }

                if (last != state)
                {
                    Add(alert, state, []);
                }
            }

            // One that was pending and never fired leaves without a word: nobody was told of it.
            string[] ended = [.. _lines.Select(static line => line.Alert).Distinct(StringComparer.Ordinal)
                .Where(alert => !states.ContainsKey(alert) && Last(alert)!.State == Firing)];
            foreach (string alert in ended)
            {
                Add(alert, Resolved, []);
            }
        }
    }

    /// <summary>Takes a notice that arrived.</summary>
    public void Take(DemoNotice notice)
    {
        string state = notice.IsFiring ? Firing : Resolved;
        lock (_lock)
        {
            int index = _lines.FindLastIndex(line => line.Alert == notice.Alert && line.State == state);
            int opposite = _lines.FindLastIndex(line =>
                line.Alert == notice.Alert && line.State == (notice.IsFiring ? Resolved : Firing) && line.Channels.Contains(notice.Channel));
            if (index < 0 || index < opposite)
            {
                // The notice was here before the state was looked at.
                Add(notice.Alert, state, [notice.Channel]);
            }
            else if (!_lines[index].Channels.Contains(notice.Channel))
            {
                _lines[index] = _lines[index] with { Channels = [.. _lines[index].Channels, notice.Channel] };
            }
        }
    }

    private AlertLine? Last(string alert) => _lines.FindLast(line => line.Alert == alert);

    private void Add(string alert, string state, IReadOnlyList<string> channels)
    {
        if (_lines.Count == MaxLines)
        {
            _lines.RemoveAt(0);
            Forgotten++;
        }

        _lines.Add(new AlertLine(time.GetElapsedTime(_started), alert, state, channels));
    }
}
