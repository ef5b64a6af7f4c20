using Vigia.Integration.Messages.Schemas;

namespace Vigia.Integration.Admission;

/// <summary>The outcome for one message.</summary>
internal readonly record struct IntakeResult
{
    public required IntakeOutcome Outcome { get; init; }

    /// <summary>The message's id, where there is one.</summary>
    public string? MessageId { get; init; }

    /// <summary>A short stable name of the refusal in snake case, from <see cref="RefusalCodes"/>; null where it was accepted.</summary>
    public string? Code { get; init; }

    /// <summary>What was wrong and what to do, for the sender.</summary>
    public string? Error { get; init; }

    /// <summary>The field that was wrong, as a JSON path.</summary>
    public string? Field { get; init; }

    /// <summary>For a schema's refusal, what it found; at most 20.</summary>
    public IReadOnlyList<FieldError>? Errors { get; init; }

    /// <summary>When trying again can help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsAccepted => Outcome is IntakeOutcome.Accepted or IntakeOutcome.Replayed;

    /// <summary>Trying the same message again later can help.</summary>
    public bool IsTemporary => Outcome is IntakeOutcome.InFlight or IntakeOutcome.RateLimited or IntakeOutcome.Unavailable;

    public static IntakeResult Malformed(string error, string? field) =>
        new() { Outcome = IntakeOutcome.Malformed, Code = RefusalCodes.Malformed, Error = error, Field = field };

    public static IntakeResult TooLarge(string error, string? field = null) =>
        new() { Outcome = IntakeOutcome.TooLarge, Code = RefusalCodes.TooLarge, Error = error, Field = field };
}
