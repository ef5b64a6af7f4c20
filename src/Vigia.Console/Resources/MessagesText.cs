namespace Vigia.Console.Resources;

/// <summary>Names the texts of messages and dead letters.</summary>
public sealed class MessagesText;
