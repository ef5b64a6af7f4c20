namespace Vigia.Server.Configuration.Model;

/// <summary><c>tls_config</c>. Certificates are PEM, in a file or in the configuration.</summary>
internal sealed record TlsConfiguration
{
    /// <summary>The authorities to trust instead of the system's.</summary>
    public SecretText? Authorities { get; init; }

    /// <summary>The client's certificate.</summary>
    public SecretText? Certificate { get; init; }

    /// <summary>Its key.</summary>
    public SecretText? Key { get; init; }

    /// <summary>The name that the server's certificate must have; the address' host where it is empty.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>Takes any certificate.</summary>
    public bool InsecureSkipVerify { get; init; }

    /// <summary>The lowest version, as in <c>TLS12</c>; null for the system's choice.</summary>
    public string? MinVersion { get; init; }

    /// <summary>The highest version.</summary>
    public string? MaxVersion { get; init; }
}
