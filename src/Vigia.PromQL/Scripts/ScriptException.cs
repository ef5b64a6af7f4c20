namespace Vigia.PromQL.Scripts;

/// <summary>A script or series notation cannot be read. The message is meant for its author.</summary>
public sealed class ScriptException(string message) : FormatException(message);
