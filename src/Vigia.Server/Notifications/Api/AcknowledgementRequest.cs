namespace Vigia.Server.Notifications.Api;

/// <summary>The body of a request to acknowledge. A token's name goes before <paramref name="By"/>.</summary>
internal sealed record AcknowledgementRequest(string? Fingerprint, string? By, string? Note, DateTimeOffset? Until);
