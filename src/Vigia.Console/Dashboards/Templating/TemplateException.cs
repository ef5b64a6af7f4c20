namespace Vigia.Console.Dashboards.Templating;

/// <summary>A text could not be filled in. The message is meant for the reader.</summary>
internal sealed class TemplateException(string message) : Exception(message);
