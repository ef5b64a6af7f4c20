using Vigia.Model.Access;

namespace Vigia.Server.Access.Sessions;

/// <summary>A session as the file holds it.</summary>
internal sealed record StoredSession(
    string Id, SecretHash Hash, string UserId, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, string? Address, string? UserAgent);
