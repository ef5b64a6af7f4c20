namespace Vigia.Server.Access.Users;

/// <summary>Receives the password of the user that the first start makes, so that whoever runs the program can show it, this once.</summary>
public sealed record FirstUserAnnouncement(Action<OneTimePassword> Announce);
