using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vigia.Instrumentation.Tls;

/// <summary>The text of a listener's PEM files as read at one moment.</summary>
internal sealed record PemFiles
{
    // Far above any chain of certificates; a wrong path must not fill the memory.
    private const long MaxFileBytes = 1024 * 1024;

    private readonly TlsOptions _options;

    private PemFiles(TlsOptions options, string certificate, string key, string? clientCa)
    {
        _options = options;
        Certificate = certificate;
        Key = key;
        ClientCa = clientCa;
    }

    public string Certificate { get; }

    public string Key { get; }

    public string? ClientCa { get; }

    /// <exception cref="TlsConfigurationException">A file cannot be read.</exception>
    public static PemFiles Read(TlsOptions options) =>
        new(options, ReadText(options.CertificatePath!), ReadText(options.KeyPath!), options.ClientCaPath is { } path ? ReadText(path) : null);

    /// <summary>Loads the certificate with its key, and the certificates that lead from it to its authority.</summary>
    /// <exception cref="TlsConfigurationException">The texts are no certificate and its key.</exception>
    public (X509Certificate2 Certificate, X509Certificate2Collection Chain) LoadCertificate()
    {
        X509Certificate2Collection chain = [];
        try
        {
            chain.ImportFromPem(Certificate);
        }
        catch (CryptographicException e)
        {
            throw new TlsConfigurationException($"{_options.CertificatePath} holds a broken certificate: {e.Message}", e);
        }

        if (chain.Count == 0)
        {
            throw new TlsConfigurationException($"{_options.CertificatePath} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).");
        }

        try
        {
            X509Certificate2 certificate = _options.KeyPassword is { } password
                ? X509Certificate2.CreateFromEncryptedPem(Certificate, Key, password)
                : X509Certificate2.CreateFromPem(Certificate, Key);
            if (OperatingSystem.IsWindows())
            {
                // Windows' TLS cannot use a key that only lives in memory.
                using X509Certificate2 ephemeral = certificate;
                certificate = X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pfx), password: null);
            }

            return (certificate, chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new TlsConfigurationException(
                $"{_options.KeyPath} is not the private key of {_options.CertificatePath}, or needs another password: {e.Message}", e);
        }
    }

    /// <exception cref="TlsConfigurationException">The text holds no certificate.</exception>
    public X509Certificate2Collection? LoadClientAuthorities()
    {
        if (ClientCa is null)
        {
            return null;
        }

        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPem(ClientCa);
        }
        catch (CryptographicException e)
        {
            throw new TlsConfigurationException($"{_options.ClientCaPath} holds a broken certificate: {e.Message}", e);
        }

        return authorities.Count > 0
            ? authorities
            : throw new TlsConfigurationException($"{_options.ClientCaPath} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).");
    }

    public bool SameTextAs(PemFiles other) =>
        string.Equals(Certificate, other.Certificate, StringComparison.Ordinal)
        && string.Equals(Key, other.Key, StringComparison.Ordinal)
        && string.Equals(ClientCa, other.ClientCa, StringComparison.Ordinal);

    private static string ReadText(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxFileBytes)
            {
                throw new TlsConfigurationException($"{path} has {file.Length} bytes; a PEM file may have {MaxFileBytes}.");
            }

            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TlsConfigurationException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
