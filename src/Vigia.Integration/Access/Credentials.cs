namespace Vigia.Integration.Access;

/// <summary>What a caller showed. Never logged.</summary>
/// <param name="Protocol">The listener's protocol.</param>
/// <param name="Secret">A bearer token or an API key, or null where there was none.</param>
/// <param name="RemoteAddress">The caller's address, for the log.</param>
internal readonly record struct Credentials(string Protocol, string? Secret, string? RemoteAddress)
{
    /// <summary>The request's id, for the log; null where the protocol has none.</summary>
    public string? RequestId { get; init; }
}
