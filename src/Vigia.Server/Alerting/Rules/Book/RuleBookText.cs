namespace Vigia.Server.Alerting.Rules.Book;

/// <summary>A file's text.</summary>
/// <param name="Text">The YAML.</param>
/// <param name="Version">Differs where the text does.</param>
internal sealed record RuleBookText(string Text, string Version);
