using Vigia.Model.Labels;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Wording;

namespace Vigia.Server.Notifications.Explain;

/// <summary>Why an alert was told of, or was not: everything that has a say in it, in the order in which it is asked.</summary>
public sealed record NotificationExplanation
{
    /// <summary>The alert.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>16 hexadecimal digits.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The alert as it is; null where none such is known now.</summary>
    public AlertStatus? Alert { get; init; }

    /// <summary>The expression of its rule, where it is known; else "".</summary>
    public string Expression { get; init; } = "";

    /// <summary>Its changes of state and acknowledgements, the newest first.</summary>
    public required IReadOnlyList<HistoryEntry> Changes { get; init; }

    /// <summary>Every route that was asked, from the root down, with each matcher's answer.</summary>
    public required IReadOnlyList<RouteStep> Routes { get; init; }

    /// <summary>The groups that it is in, or would be.</summary>
    public required IReadOnlyList<GroupExplanation> Groups { get; init; }

    /// <summary>Every attempt to tell of it, and each time that it was kept back for a new reason, the newest first.</summary>
    public required IReadOnlyList<HistoryEntry> Attempts { get; init; }

    /// <summary>The answer in sentences, in English.</summary>
    public IReadOnlyList<string> Summary => [.. Said.Select(static sentence => sentence.Text)];

    /// <summary>The same sentences by code, for other languages.</summary>
    public required IReadOnlyList<CodedText> Said { get; init; }
}
