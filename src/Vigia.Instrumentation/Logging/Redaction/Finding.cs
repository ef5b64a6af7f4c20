namespace Vigia.Instrumentation.Logging.Redaction;

/// <summary>A part of a text that has to go.</summary>
internal readonly record struct Finding(int Start, int End, string Replacement = Redactor.Replacement);
