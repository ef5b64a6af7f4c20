using System.Diagnostics.CodeAnalysis;

namespace Vigia.Server.Modules;

/// <summary>What the module answered, or why it did not: one of the two is there.</summary>
/// <typeparam name="T">The answer.</typeparam>
public sealed record ModuleResult<T>
    where T : class
{
    /// <summary>Null where there is an error.</summary>
    public T? Value { get; init; }

    /// <summary>Null where there is an answer.</summary>
    public ModuleError? Error { get; init; }

    /// <summary>Whether there is an answer.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;
}
