using Vigia.Model.Labels;
using Vigia.Server.Notifications.Wording;

namespace Vigia.Server.Notifications.History;

/// <summary>One thing that happened to an alert, a silence or a notice.</summary>
public sealed record HistoryEntry
{
    /// <summary>Its number; larger ones came later. 0 for one that is not written yet.</summary>
    public long Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What.</summary>
    public required HistoryKind Kind { get; init; }

    /// <summary>The alert; "" where it is about none.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The alert's labels.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary>The group of a notice, or the id of a silence.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The receiver of a notice.</summary>
    public string Receiver { get; init; } = "";

    /// <summary>The way to it, as in <c>slack[0]</c>.</summary>
    public string Integration { get; init; } = "";

    /// <summary>What came of it, or who did it.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>The outcome by code; null where it is a name, or nothing.</summary>
    public CodedText? OutcomeSaid => HistoryWording.Outcome(this);

    /// <summary>The other side's answer, a comment or the reason.</summary>
    public string Detail { get; init; } = "";
}
