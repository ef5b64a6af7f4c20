using Vigia.Server.Alerting.Templates.Values;
using Vigia.Server.Notifications.Alerts;

namespace Vigia.Server.Notifications.Templates.Values;

/// <summary>One alert as templates see it.</summary>
internal sealed class AlertView(StoredAlert alert, bool isResolved, string valueNow, string externalAddress) : ITemplateObject
{
    public string TypeName => "template.Alert";

    public bool IsResolved => isResolved;

    public StoredAlert Alert => alert;

    /// <summary>The expression's value when the notice was made; "" where it is not known. Ours alone.</summary>
    public string ValueNow => valueNow;

    /// <summary>Where its expression can be looked at. Our own rules' addresses are relative where no other is set, and a mail's reader is elsewhere.</summary>
    public string Source => alert.GeneratorUrl.StartsWith('/') ? externalAddress.TrimEnd('/') + alert.GeneratorUrl : alert.GeneratorUrl;

    public bool TryMember(string name, out object? value)
    {
        value = name switch
        {
            "Status" => isResolved ? "resolved" : "firing",
            "Labels" => new PairMap(alert.Labels),
            "Annotations" => new PairMap(alert.Annotations),
            "StartsAt" => new ZonedTime(alert.StartsAt),
            "EndsAt" => new ZonedTime(isResolved ? alert.EndsAt : DateTimeOffset.MinValue),
            "GeneratorURL" => Source,
            "Fingerprint" => alert.Fingerprint.ToString(),
            "ValueNow" => valueNow,
            _ => null,
        };
        return value is not null;
    }

    public string Print() => $"{{{(isResolved ? "resolved" : "firing")} {new PairMap(alert.Labels).Print()}}}";
}
