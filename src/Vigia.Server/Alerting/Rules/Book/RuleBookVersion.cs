namespace Vigia.Server.Alerting.Rules.Book;

/// <summary>An earlier version of a user's file.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Saved">When it was replaced or removed.</param>
/// <param name="Bytes">Its length; 0: there was no file of the user's.</param>
internal sealed record RuleBookVersion(int Number, DateTimeOffset Saved, long Bytes);
