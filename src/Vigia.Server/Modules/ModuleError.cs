namespace Vigia.Server.Modules;

/// <summary>Why the module did not do what it was asked for.</summary>
public sealed record ModuleError
{
    /// <summary>What went wrong.</summary>
    public required ModuleErrorKind Kind { get; init; }

    /// <summary>What went wrong, where, and what to do, in English; holds no credentials.</summary>
    public required string Message { get; init; }

    /// <summary>The HTTP status where the module answered.</summary>
    public int? Status { get; init; }

    /// <summary>The module's own code, for example <c>actor_not_allowed</c>, or null.</summary>
    public string? Code { get; init; }

    /// <summary>What is wrong by field, parameter or place in the payload; empty where that is not known.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
}
