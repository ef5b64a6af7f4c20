namespace Vigia.Model.Processing;

/// <summary>What a step decided.</summary>
public readonly record struct ProcessingResult
{
    private ProcessingResult(ReadOnlyMemory<byte>? payload, string? filteredBecause)
    {
        Payload = payload;
        FilteredBecause = filteredBecause;
    }

    /// <summary>The new payload (one JSON value in UTF-8), or null to keep the old one.</summary>
    public ReadOnlyMemory<byte>? Payload { get; }

    /// <summary>Why the message goes no further, or null.</summary>
    public string? FilteredBecause { get; }

    /// <summary>Go on with the payload as it is.</summary>
    public static ProcessingResult Continue() => default;

    /// <summary>Go on with another payload.</summary>
    public static ProcessingResult ContinueWith(ReadOnlyMemory<byte> payload) => new(payload, null);

    /// <summary>Stop here: the message is processed and goes to no destination.</summary>
    public static ProcessingResult Filter(string reason) => new(null, reason);
}
