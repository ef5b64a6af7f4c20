namespace Vigia.Testing;

/// <summary>How a tool ended and what it wrote.</summary>
public sealed record ExternalResult(int ExitCode, string Output, string Error);
