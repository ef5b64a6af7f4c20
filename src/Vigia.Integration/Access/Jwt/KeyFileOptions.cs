namespace Vigia.Integration.Access.Jwt;

/// <summary>A file with key material.</summary>
internal sealed class KeyFileOptions
{
    /// <summary>The file; relative to the working directory. Read again when it changed.</summary>
    public string Path { get; set; } = "";

    /// <summary>The <c>kid</c> that tokens name it by; null: a key without a name, tried for any token of its algorithm. JWK files name their keys themselves.</summary>
    public string? KeyId { get; set; }
}
