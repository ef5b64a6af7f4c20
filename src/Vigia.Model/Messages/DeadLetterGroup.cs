namespace Vigia.Model.Messages;

/// <summary>Dead letters that died of the same kind of error.</summary>
public sealed record DeadLetterGroup
{
    /// <summary>The kind of error.</summary>
    public required string ErrorType { get; init; }

    /// <summary>The message type.</summary>
    public required string Type { get; init; }

    /// <summary>How many there are.</summary>
    public required long Count { get; init; }

    /// <summary>When the first of them died, UTC.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>When the last of them died, UTC.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>The last one's error in words.</summary>
    public string? LastError { get; init; }
}
