using Vigia.Server.Alerting.Templates.Values;
using Vigia.Server.Notifications.Alerts;

namespace Vigia.Server.Notifications.Templates.Values;

/// <summary>One alert as templates see it.</summary>
internal sealed class AlertView(StoredAlert alert, bool isResolved, string valueNow) : ITemplateObject
{
    public string TypeName => "template.Alert";

    public bool IsResolved => isResolved;

    public StoredAlert Alert => alert;

    /// <summary>The expression's value when the notice was made; "" where it is not known. Ours alone.</summary>
    public string ValueNow => valueNow;

    public bool TryMember(string name, out object? value)
    {
        value = name switch
        {
            "Status" => isResolved ? "resolved" : "firing",
            "Labels" => new PairMap(alert.Labels),
            "Annotations" => new PairMap(alert.Annotations),
            "StartsAt" => new ZonedTime(alert.StartsAt),
            "EndsAt" => new ZonedTime(isResolved ? alert.EndsAt : DateTimeOffset.MinValue),
            "GeneratorURL" => alert.GeneratorUrl,
            "Fingerprint" => alert.Fingerprint.ToString(),
            "ValueNow" => valueNow,
            _ => null,
        };
        return value is not null;
    }

    public string Print() => $"{{{(isResolved ? "resolved" : "firing")} {new PairMap(alert.Labels).Print()}}}";
}
