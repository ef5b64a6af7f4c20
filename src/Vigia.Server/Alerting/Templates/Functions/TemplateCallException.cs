namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>A function of a template fails; the interpreter adds where.</summary>
internal sealed class TemplateCallException(string message) : Exception(message);
