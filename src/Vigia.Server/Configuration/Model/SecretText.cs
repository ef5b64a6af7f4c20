namespace Vigia.Server.Configuration.Model;

/// <summary>A secret as it was configured: the text itself, or the file that holds it, which is read anew at each use.</summary>
/// <param name="Value">The text.</param>
/// <param name="File">The file.</param>
internal sealed record SecretText(string? Value, string? File)
{
    /// <summary>The secret. A file's trailing line end does not belong to it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async ValueTask<string> ReadAsync(CancellationToken cancellationToken) =>
        File is null ? Value ?? "" : (await System.IO.File.ReadAllTextAsync(File, cancellationToken)).Trim();

    /// <summary>Never the secret.</summary>
    public override string ToString() => "<secret>";
}
