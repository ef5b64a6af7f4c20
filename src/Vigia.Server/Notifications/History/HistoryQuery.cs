namespace Vigia.Server.Notifications.History;

/// <summary>Which entries of the history are wanted; what is null does not restrict.</summary>
public sealed record HistoryQuery
{
    /// <summary>Not before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Of these kinds.</summary>
    public IReadOnlyList<HistoryKind> Kinds { get; init; } = [];

    /// <summary>Of this alert.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>To this receiver.</summary>
    public string? Receiver { get; init; }

    /// <summary>A text in labels, subject, outcome or detail, letter case aside.</summary>
    public string? Text { get; init; }

    /// <summary>Only entries with smaller numbers: for the next page.</summary>
    public long? Before { get; init; }

    /// <summary>Entries at most, 1 to 10,000.</summary>
    public int Limit { get; init; } = 100;
}
