using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Sections;

/// <summary>Reads one of <c>pagerduty_configs</c>.</summary>
internal static class PagerDutySection
{
    private static readonly (string, string)[] Texts =
    [
        ("description", "{{ template \"pagerduty.default.description\" . }}"), ("client", "{{ template \"pagerduty.default.client\" . }}"),
        ("client_url", "{{ template \"pagerduty.default.clientURL\" . }}"), ("severity", ""), ("class", ""), ("component", ""), ("group", ""), ("source", ""),
    ];

    private static readonly Dictionary<string, string> DefaultDetails = new(StringComparer.Ordinal)
    {
        ["firing"] = "{{ template \"pagerduty.default.instances\" .Alerts.Firing }}",
        ["resolved"] = "{{ template \"pagerduty.default.instances\" .Alerts.Resolved }}",
        ["num_firing"] = "{{ .Alerts.Firing | len }}",
        ["num_resolved"] = "{{ .Alerts.Resolved | len }}",
    };

    public static PagerDutyConfiguration? Read(MappingReader section, GlobalDefaults global)
    {
        SecretText? key = section.Secret("routing_key", "routing_key_file");
        bool isOld = section.Find("service_key") is not null || section.Find("service_key_file") is not null;
        var details = new Dictionary<string, string>(DefaultDetails, StringComparer.Ordinal);
        foreach ((string name, string value) in section.TextMap("details"))
        {
            details[name] = value;
        }

        Dictionary<string, string> texts = section.TextsOf(Texts);
        texts["severity"] = texts["severity"].Length == 0 ? "error" : texts["severity"];
        texts["source"] = texts["source"].Length == 0 ? texts["client"] : texts["source"];
        var pagerDuty = new PagerDutyConfiguration
        {
            SendResolved = section.Boolean("send_resolved") ?? true,
            RoutingKey = key ?? new SecretText("", null),
            Url = section.Address("url") ?? global.PagerDutyUrl,
            Client = GlobalDefaults.ReadClient(section.Mapping("http_config")) ?? global.Client,
            Texts = texts,
            Details = details,
            Links = Items(section, "links", "href", "text"),
            Images = Items(section, "images", "src", "alt", "href"),
            Timeout = section.Duration("timeout") ?? TimeSpan.Zero,
        };
        section.Finish("pagerduty_configs");
        if (key is null)
        {
            section.Issues.Error(section.Node, isOld
                ? "service_key is of the Events API v1, which is not supported here: make an Events API v2 integration and set its routing_key"
                : "missing routing key in PagerDuty config");
            return null;
        }

        return pagerDuty;
    }

    private static List<IReadOnlyDictionary<string, string>> Items(MappingReader section, string key, params string[] texts)
    {
        var items = new List<IReadOnlyDictionary<string, string>>();
        foreach (MappingReader item in section.Mappings(key))
        {
            items.Add(item.TextsOf([.. texts.Select(static text => (text, ""))]));
            item.Finish(key);
        }

        return items;
    }
}
