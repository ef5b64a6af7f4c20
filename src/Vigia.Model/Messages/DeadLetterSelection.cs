using System.Text.Json.Serialization;

namespace Vigia.Model.Messages;

/// <summary>Which dead letters a change is done to: every property that is set must fit. Where none is set, <see cref="All"/> must be true.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record DeadLetterSelection
{
    /// <summary>Says that every dead letter is meant. Not together with another property.</summary>
    public bool All { get; init; }

    /// <summary>Only these ids, at most 1,000.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>An exact type.</summary>
    public string? Type { get; init; }

    /// <summary>The kind of error.</summary>
    public string? ErrorType { get; init; }

    /// <summary>A protocol.</summary>
    public string? Protocol { get; init; }

    /// <summary>An exact user id.</summary>
    public string? UserId { get; init; }

    /// <summary>Received at or after, UTC.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before, UTC.</summary>
    public DateTimeOffset? To { get; init; }
}
