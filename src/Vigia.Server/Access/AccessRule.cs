namespace Vigia.Server.Access;

/// <summary>What an endpoint asks of its caller. An endpoint without a rule answers nobody.</summary>
internal sealed record AccessRule
{
    /// <summary>Anybody may call, such as for the page to log in at.</summary>
    public static readonly AccessRule Everybody = new() { IsForEverybody = true };

    /// <summary>Callers on this machine may call, and others with any credentials.</summary>
    public static readonly AccessRule Loopback = new() { IsOpenOnLoopback = true };

    /// <summary>Whoever is known may call, also a user who has to change the password first.</summary>
    public static readonly AccessRule AnyCaller = new() { AllowsOldPassword = true };

    private AccessRule()
    {
    }

    /// <summary>The scope that a caller must have; null: none.</summary>
    public string? Scope { get; private init; }

    public bool IsForEverybody { get; private init; }

    public bool IsOpenOnLoopback { get; private init; }

    /// <summary>Whether a user may call before choosing a new password.</summary>
    public bool AllowsOldPassword { get; private init; }

    public static AccessRule Of(string scope) => AccessScopes.All.Contains(scope)
        ? new() { Scope = scope }
        : throw new ArgumentException($"'{scope}' is no scope.", nameof(scope));
}
