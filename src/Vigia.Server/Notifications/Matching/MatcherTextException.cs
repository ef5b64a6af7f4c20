namespace Vigia.Server.Notifications.Matching;

/// <summary>A text is no matcher.</summary>
internal sealed class MatcherTextException(string message) : FormatException(message);
