namespace Vigia.Server.Access.Logins;

/// <summary>A user's wish for another password.</summary>
internal sealed record PasswordChange(string Old, string New, string Repeated);
