using System.Collections;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Notifications.Templates.Values;

/// <summary>Alerts in order, with the methods <c>Firing</c> and <c>Resolved</c>.</summary>
internal sealed class AlertList(IReadOnlyList<AlertView> alerts) : IReadOnlyList<object?>, ITemplateObject
{
    public string TypeName => "template.Alerts";

    public IReadOnlyList<AlertView> All => alerts;

    public int Count => alerts.Count;

    public object? this[int index] => alerts[index];

    public bool TryMember(string name, out object? value)
    {
        value = name switch
        {
            "Firing" => TemplateFunction.Of(name, [], _ => Where(isResolved: false)),
            "Resolved" => TemplateFunction.Of(name, [], _ => Where(isResolved: true)),
            _ => null,
        };
        return value is not null;
    }

    public string Print() => $"[{string.Join(' ', alerts.Select(static alert => alert.Print()))}]";

    public IEnumerator<object?> GetEnumerator() => alerts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private AlertList Where(bool isResolved) => new([.. alerts.Where(alert => alert.IsResolved == isResolved)]);
}
