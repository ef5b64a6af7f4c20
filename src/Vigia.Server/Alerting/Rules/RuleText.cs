using Vigia.Server.Alerting.Templates;

namespace Vigia.Server.Alerting.Rules;

/// <summary>A label or annotation of a rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its value as written.</param>
/// <param name="Template">The value as a template; null where it is no template, as in recording rules.</param>
/// <param name="Line">Its line in the file, from 1.</param>
internal sealed record RuleText(string Name, string Text, Template? Template, int Line);
