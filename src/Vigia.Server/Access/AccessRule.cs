namespace Vigia.Server.Access;

/// <summary>What an endpoint asks of its caller. An endpoint without a rule answers nobody.</summary>
/// <param name="Scope">The scope that a token must carry; null: none, but the caller must be on this machine.</param>
internal sealed record AccessRule(string? Scope)
{
    public static readonly AccessRule Loopback = new((string?)null);
}
