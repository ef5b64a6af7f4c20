using Vigia.PromQL.Syntax;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>What a query has to say besides its value, each once. Thread-safe. Beyond its limit only counts.</summary>
internal sealed class Annotations(string text, int limit)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(bool IsWarning, int Start, string Message)> _seen = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _infos = [];
    private int _omittedWarnings;
    private int _omittedInfos;

    public void Warn(TextSpan span, string message) => Add(isWarning: true, span, message);

    public void Inform(TextSpan span, string message) => Add(isWarning: false, span, message);

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

    public IReadOnlyList<string> Warnings => Finish(_warnings, _omittedWarnings, "warning");

    public IReadOnlyList<string> Infos => Finish(_infos, _omittedInfos, "info");

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

    private string[] Finish(List<string> list, int omitted, string kind)
    {
        lock (_lock)
        {
            return omitted == 0
                ? [.. list]
                : [.. list, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{omitted} more {kind} annotations omitted")];
        }
    }
}
