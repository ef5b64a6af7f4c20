using System.Diagnostics.CodeAnalysis;

namespace Vigia.Server.Modules;

/// <summary>That something was done, or why not.</summary>
/// <param name="Error">Null where it was done.</param>
public record ModuleResult(ModuleError? Error)
{
    /// <summary>It was done.</summary>
    public static ModuleResult Done { get; } = new((ModuleError?)null);

    /// <summary>Whether it was done.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;
}
