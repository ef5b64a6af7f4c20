namespace Vigia.Server.Notifications.Explain;

/// <summary>A matcher, the value that it was asked about, and its answer.</summary>
public sealed record MatcherAnswer(string Matcher, string Value, bool Matches);
