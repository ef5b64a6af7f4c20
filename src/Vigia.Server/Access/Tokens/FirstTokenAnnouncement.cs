namespace Vigia.Server.Access.Tokens;

/// <summary>Receives the token that the first start makes, so that whoever runs the program can show it, this once.</summary>
public sealed record FirstTokenAnnouncement(Action<CreatedToken> Announce);
