using System.Security.Cryptography.X509Certificates;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.HttpClients;

/// <summary>The client's own certificate, read anew at each handshake.</summary>
internal sealed class ClientCertificate(TlsConfiguration tls)
{
    public X509Certificate Select(
        object sender, string targetHost, X509CertificateCollection localCertificates, X509Certificate? remoteCertificate, string[] acceptableIssuers)
    {
        string certificate = Read(tls.Certificate!);
        string key = Read(tls.Key!);
        return X509Certificate2.CreateFromPem(certificate, key);
    }

    // The callback is not asynchronous; a handshake is rare.
    private static string Read(SecretText text) => text.File is { } file ? File.ReadAllText(file) : text.Value ?? "";
}
