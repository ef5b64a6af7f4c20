namespace Vigia.Instrumentation.Tls;

/// <summary>TLS of one listener, from PEM files. Off while no path is set.</summary>
public sealed class TlsOptions
{
    /// <summary>The server's certificate, followed by the intermediate ones if there are any.</summary>
    public string? CertificatePath { get; set; }

    /// <summary>The certificate's private key.</summary>
    public string? KeyPath { get; set; }

    /// <summary>The password of an encrypted key.</summary>
    public string? KeyPassword { get; set; }

    /// <summary>Certificate authorities of which one must have signed every client's certificate. Null: clients show none.</summary>
    public string? ClientCaPath { get; set; }

    /// <summary>Seconds between looks at the files for a change; a look happens at a handshake, never in between.</summary>
    public double ReloadSeconds { get; set; } = 5;

    /// <summary>Whether any path is set.</summary>
    public bool IsConfigured => CertificatePath is not null || KeyPath is not null || ClientCaPath is not null;

    /// <summary>Every error in these settings.</summary>
    /// <param name="section">Where they stand, for the text.</param>
    public IEnumerable<string> Validate(string section)
    {
        if (IsConfigured && string.IsNullOrWhiteSpace(CertificatePath))
        {
            yield return $"{section}:CertificatePath is missing: TLS needs the certificate's PEM file.";
        }

        if (IsConfigured && string.IsNullOrWhiteSpace(KeyPath))
        {
            yield return $"{section}:KeyPath is missing: TLS needs the private key's PEM file.";
        }

        if (!(ReloadSeconds is >= 0 and <= 86_400))
        {
            yield return $"{section}:ReloadSeconds must be between 0 and 86400.";
        }
    }
}
