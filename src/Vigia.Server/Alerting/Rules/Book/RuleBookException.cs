namespace Vigia.Server.Alerting.Rules.Book;

/// <summary>A change of rules cannot be made; the message is meant for the user.</summary>
internal sealed class RuleBookException(string message) : Exception(message);
