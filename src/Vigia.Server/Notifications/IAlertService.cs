using Vigia.Model.Labels;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Explain;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Silences;

namespace Vigia.Server.Notifications;

/// <summary>Alerts, silences, acknowledgements and notices, for what shows them. Safe from any thread.</summary>
public interface IAlertService
{
    /// <summary>The alerts that fire, by fingerprint, and for a short while those that have resolved.</summary>
    IReadOnlyList<AlertStatus> Alerts(bool includesResolved = false);

    /// <summary>The groups with their alerts and timers.</summary>
    IReadOnlyList<AlertGroupStatus> Groups();

    /// <summary>The receivers and the state of each way to them.</summary>
    IReadOnlyList<ReceiverStatus> Receivers();

    /// <summary>The silences, those that hold first.</summary>
    IReadOnlyList<Silence> Silences();

    /// <summary>Makes or changes a silence, and gives its id.</summary>
    /// <exception cref="SilenceException">It is refused.</exception>
    string SetSilence(Silence silence);

    /// <summary>Ends a silence now.</summary>
    /// <exception cref="SilenceException">There is none, or it has ended.</exception>
    void ExpireSilence(string id, string by);

    /// <summary>The firing alerts that a silence with these matchers would keep back.</summary>
    IReadOnlyList<AlertStatus> PreviewSilence(IReadOnlyList<LabelMatcher> matchers);

    /// <summary>The acknowledgements that hold.</summary>
    IReadOnlyList<Acknowledgement> Acknowledgements();

    /// <summary>Takes a firing alert on. False: there is none with this fingerprint, or the time lies in the past.</summary>
    bool Acknowledge(string fingerprint, string by, string note, DateTimeOffset until);

    /// <summary>Takes an acknowledgement back. False: there is none.</summary>
    bool Unacknowledge(string fingerprint, string by);

    /// <summary>Entries of the history, the newest first.</summary>
    IReadOnlyList<HistoryEntry> History(HistoryQuery query);

    /// <summary>Why an alert with exactly these labels was told of, or was not. It need not exist: the routes are shown nevertheless.</summary>
    NotificationExplanation Explain(LabelSet labels);

    /// <summary>Sends a real test notice over every way of a receiver. Null: there is no such receiver.</summary>
    Task<IReadOnlyList<TestAnswer>?> TestAsync(string receiver, string by, CancellationToken cancellationToken);
}
