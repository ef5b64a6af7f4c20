using System.Globalization;
using Vigia.Demo.Alerts;

namespace Vigia.Demo;

/// <summary>One line every few seconds, for files and pipes.</summary>
internal sealed class PlainDisplay(TextWriter output, TimeProvider time) : IDemoDisplay
{
    public TimeSpan Interval => TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string, string, TimeSpan), string> _told = [];

    public async Task RunAsync(Func<CancellationToken, Task<DemoProgress>> read, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            DemoProgress progress = await read(cancellationToken);
            output.WriteLine(Line(progress));
            WriteAlerts(progress.Alerts);
        }
    }

    /// <summary>Each line when it is new, and again when more have been told.</summary>
    private void WriteAlerts(IReadOnlyList<AlertLine> alerts)
    {
        foreach ((string, string, TimeSpan) forgotten in _told.Keys.Except(alerts.Select(static alert => (alert.Alert, alert.State, alert.At))).ToArray())
        {
            _told.Remove(forgotten);
        }

        foreach (AlertLine alert in alerts)
        {
            string line = alert.ToString();
            (string, string, TimeSpan) key = (alert.Alert, alert.State, alert.At);
            if (_told.GetValueOrDefault(key) != line)
            {
                _told[key] = line;
                output.WriteLine("alert " + line);
            }
        }
    }

    internal static string Line(DemoProgress progress)
    {
        IEnumerable<string> protocols = progress.Protocols.Select(each => string.Create(
            CultureInfo.InvariantCulture,
            $"{each.Protocol} sent={each.Sent} acked={each.Acknowledged} rejected={each.Rejected} failed={each.Failed} p95={Milliseconds(each.P95)}"));
        string module = progress.Module is { } reading
            ? string.Create(CultureInfo.InvariantCulture, $"queue={reading.QueueSize} processed={reading.Processed} dead={reading.DeadLetters} errors={reading.Errors}")
            : "the module does not answer";
        return string.Create(CultureInfo.InvariantCulture, $"{progress.Elapsed.TotalSeconds,4:F0}s  {string.Join(" | ", protocols)} | {module}");
    }

    internal static string Milliseconds(TimeSpan? time) =>
        time is { } measured ? string.Create(CultureInfo.InvariantCulture, $"{measured.TotalMilliseconds:F0}ms") : "-";
}
