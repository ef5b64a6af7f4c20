namespace Vigia.Server.Access.Users;

/// <summary>A user as the file holds it.</summary>
internal sealed record StoredUser(User User, string PasswordHash);
