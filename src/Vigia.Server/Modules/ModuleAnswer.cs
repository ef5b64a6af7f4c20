namespace Vigia.Server.Modules;

/// <param name="Body">The answer's body; empty where there is an error.</param>
/// <param name="Version">The answer's entity tag, or null.</param>
/// <param name="Error">Null where the module did what it was asked for.</param>
internal sealed record ModuleAnswer(byte[] Body, string? Version, ModuleError? Error);
