using System.Globalization;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Printing;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>What a query has to say besides its value, each once. Thread-safe. Beyond its limit only counts.</summary>
internal sealed class Annotations(string text, int limit)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(bool IsWarning, int Start, string Message)> _seen = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _infos = [];
    private readonly Dictionary<(TextSpan Span, string Message), MonotonicityRepair> _repairs = [];
    private int _omittedWarnings;
    private int _omittedInfos;

    public void Warn(TextSpan span, string message) => Add(isWarning: true, span, message);

    public void Inform(TextSpan span, string message) => Add(isWarning: false, span, message);

    /// <summary>Informs of repaired histograms: all of one place and metric become one annotation.</summary>
    public void InformRepair(TextSpan span, string message, MonotonicityRepair repair)
    {
        lock (_lock)
        {
            (TextSpan, string) key = (span, message);
            if (_repairs.TryGetValue(key, out MonotonicityRepair before))
            {
                _repairs[key] = before.With(repair);
            }
            else if (_repairs.Count < limit)
            {
                _repairs[key] = repair;
            }
            else
            {
                _omittedInfos++;
            }
        }
    }

    /// <summary>Says something as it stands, such as a source's warning.</summary>
    public void WarnPlain(string message)
    {
        lock (_lock)
        {
            if (_warnings.Count < limit && !_warnings.Contains(message))
            {
                _warnings.Add(message);
            }
        }
    }

    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_lock)
            {
                return Finish(_warnings, _omittedWarnings, "warning");
            }
        }
    }

    public IReadOnlyList<string> Infos
    {
        get
        {
            lock (_lock)
            {
                string[] infos = [.. _infos, .. _repairs.Select(entry => Text(entry.Key.Span, entry.Key.Message, entry.Value))];
                int omitted = _omittedInfos + Math.Max(0, infos.Length - limit);
                return Finish(infos.Length > limit ? infos[..limit] : infos, omitted, "info");
            }
        }
    }

    private void Add(bool isWarning, TextSpan span, string message)
    {
        lock (_lock)
        {
            if (_seen.Contains((isWarning, span.Start, message)))
            {
                return;
            }

            List<string> list = isWarning ? _warnings : _infos;
            if (list.Count >= limit)
            {
                _ = isWarning ? _omittedWarnings++ : _omittedInfos++;
                return;
            }

            _seen.Add((isWarning, span.Start, message));
            list.Add($"PromQL {(isWarning ? "warning" : "info")}: {message} ({span.Position(text)})");
        }
    }

    private string Text(TextSpan span, string message, MonotonicityRepair repair)
    {
        string from = NumberText.FormatShort(repair.MinBucket);
        string to = NumberText.FormatShort(repair.MaxBucket);
        string difference = NumberText.FormatShort(
            double.Parse(repair.MaxDifference.ToString("E1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), exponentFrom: 2);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"PromQL info: {message}, from buckets {from} to {to}, with a max diff of {difference}, over {repair.Samples} samples from {Time(repair.MinTime)} to {Time(repair.MaxTime)} ({span.Position(text)})");
    }

    private static string Time(long milliseconds)
    {
        const long Limit = 250_000_000_000_000;
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, -Limit / 10, Limit)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }

    private static string[] Finish(IReadOnlyList<string> list, int omitted, string kind) =>
        omitted == 0
            ? [.. list]
            : [.. list, string.Create(CultureInfo.InvariantCulture, $"{omitted} more {kind} annotations omitted")];
}
