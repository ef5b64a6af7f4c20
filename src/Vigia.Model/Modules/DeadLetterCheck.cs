namespace Vigia.Model.Modules;

/// <summary>What the schema of its type says of an edited dead letter.</summary>
public sealed record DeadLetterCheck
{
    /// <summary>Whether nothing is wrong with it.</summary>
    public required bool IsValid { get; init; }

    /// <summary>Whether there is a schema for the type; where there is none, everything is valid.</summary>
    public required bool HasSchema { get; init; }

    /// <summary>What is wrong, by place in the payload as JSONPath (RFC 9535); at most 20.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
}
