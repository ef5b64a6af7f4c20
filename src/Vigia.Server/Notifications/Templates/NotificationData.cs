using Vigia.Model.Labels;
using Vigia.Server.Alerting.Templates.Values;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Templates.Values;

namespace Vigia.Server.Notifications.Templates;

/// <summary>What templates of notices see as the dot.</summary>
/// <remarks>https://prometheus.io/docs/alerting/latest/notifications/#data.</remarks>
internal sealed class NotificationData : ITemplateObject
{
    private readonly Dictionary<string, object?> _fields;

    /// <summary>The data of one notice.</summary>
    /// <param name="receiver">The receiver's name.</param>
    /// <param name="groupLabels">What its alerts are grouped by.</param>
    /// <param name="alerts">At least one.</param>
    /// <param name="now">Which of them have resolved depends on it.</param>
    /// <param name="externalAddress">Where a user reaches the monitor.</param>
    /// <param name="valuesNow">The values as they are now, by fingerprint.</param>
    public NotificationData(
        string receiver,
        LabelSet groupLabels,
        IReadOnlyList<StoredAlert> alerts,
        DateTimeOffset now,
        string externalAddress,
        IReadOnlyDictionary<AlertFingerprint, string>? valuesNow = null)
    {
        Receiver = GoQuoteMeta(receiver);
        GroupLabels = groupLabels;
        ExternalAddress = externalAddress;
        Alerts = [.. alerts.Select(alert => new AlertView(alert, alert.IsResolvedAt(now), valuesNow?.GetValueOrDefault(alert.Fingerprint) ?? "", externalAddress))];
        IsFiring = Alerts.Any(static alert => !alert.IsResolved);
        CommonLabels = Common(alerts.Select(static alert => alert.Labels));
        CommonAnnotations = Common(alerts.Select(static alert => alert.Annotations));
        _fields = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["Receiver"] = Receiver,
            ["Status"] = IsFiring ? "firing" : "resolved",
            ["Alerts"] = new AlertList(Alerts),
            ["GroupLabels"] = new PairMap(groupLabels),
            ["CommonLabels"] = new PairMap(CommonLabels),
            ["CommonAnnotations"] = new PairMap(CommonAnnotations),
            ["ExternalURL"] = externalAddress,
        };
    }

    public string TypeName => "*template.Data";

    /// <summary>The receiver's name, with the marks of regular expressions escaped as Alertmanager does.</summary>
    public string Receiver { get; }

    public bool IsFiring { get; }

    public IReadOnlyList<AlertView> Alerts { get; }

    public LabelSet GroupLabels { get; }

    public LabelSet CommonLabels { get; }

    public LabelSet CommonAnnotations { get; }

    public string ExternalAddress { get; }

    public bool TryMember(string name, out object? value) => _fields.TryGetValue(name, out value);

    public string Print() => $"{{{Receiver} {(IsFiring ? "firing" : "resolved")}}}";

    private static LabelSet Common(IEnumerable<LabelSet> sets)
    {
        LabelSet? common = null;
        foreach (LabelSet set in sets)
        {
            common = common is null ? set : LabelSet.From(common.Where(label => set.Contains(label.Name) && set[label.Name] == label.Value));
        }

        return common ?? LabelSet.Empty;
    }

    private static string GoQuoteMeta(string text)
    {
        var quoted = new System.Text.StringBuilder(text.Length);
        foreach (char c in text)
        {
            quoted.Append(@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal) ? "\\" : "").Append(c);
        }

        return quoted.ToString();
    }
}
