namespace Vigia.Testing;

/// <summary>One export request as it came in, without its framing.</summary>
public sealed record OtlpExport(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Message);
