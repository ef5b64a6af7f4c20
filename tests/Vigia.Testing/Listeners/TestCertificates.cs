using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Vigia.Testing.Listeners;

/// <summary>A certificate authority of the test's own that signs certificates into PEM files.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly TemporaryDirectory _directory;
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private int _serial;

    public TestCertificates(TemporaryDirectory directory, string name = "authority")
    {
        _directory = directory;
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _authority = request.CreateSelfSigned(_now.AddDays(-1), _now.AddDays(90));
        AuthorityPath = directory[$"{name}.pem"];
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
    }

    public string AuthorityPath { get; }

    public X509Certificate2 Authority => _authority;

    /// <summary>Writes <c>{name}.pem</c> and <c>{name}.key</c>, in place of what is there.</summary>
    public (string Certificate, string Key) Issue(string name, string commonName = "localhost", string? keyPassword = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = BitConverter.GetBytes(++_serial);
        using X509Certificate2 certificate = request.Create(_authority, _now.AddDays(-1), _now.AddDays(60), serial);
        (string certificatePath, string keyPath) = (_directory[$"{name}.pem"], _directory[$"{name}.key"]);
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, keyPassword is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(keyPassword, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        return (certificatePath, keyPath);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }
}
