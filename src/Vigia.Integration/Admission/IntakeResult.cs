namespace Vigia.Integration.Admission;

/// <summary>The outcome for one message.</summary>
internal readonly record struct IntakeResult
{
    public required IntakeOutcome Outcome { get; init; }

    /// <summary>The message's id, where there is one.</summary>
    public string? MessageId { get; init; }

    /// <summary>What was wrong and what to do, for the sender.</summary>
    public string? Error { get; init; }

    /// <summary>The field that was wrong, as a JSON path.</summary>
    public string? Field { get; init; }

    /// <summary>When trying again can help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsAccepted => Outcome is IntakeOutcome.Accepted or IntakeOutcome.Replayed;
}
