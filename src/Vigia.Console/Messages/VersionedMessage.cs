using Vigia.Model.Messages;

namespace Vigia.Console.Messages;

/// <summary>A message, and the version that an edit of it goes by.</summary>
internal sealed record VersionedMessage(MessageDetail Message, string? Version);
