using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.HttpClients;

/// <summary>Decides whether a server is the one that is meant: by the configured authorities and name, or the system's and the address'.</summary>
internal sealed class ServerTrust(TlsConfiguration tls)
{
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (tls.InsecureSkipVerify)
        {
            return true;
        }

        if (certificate is not X509Certificate2 shown)
        {
            return false;
        }

        // The name that the transport checked is the address'; a configured one takes its place.
        bool isNamed = tls.ServerName.Length > 0 ? shown.MatchesHostname(tls.ServerName) : !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
        if (!isNamed)
        {
            return false;
        }

        return tls.Authorities is null ? !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) : IsSigned(shown, chain, tls.Authorities);
    }

    private static bool IsSigned(X509Certificate2 shown, X509Chain? sent, SecretText authorities)
    {
        var roots = new X509Certificate2Collection();
        if (authorities.File is { } file)
        {
            roots.ImportFromPemFile(file);
        }
        else
        {
            roots.ImportFromPem(authorities.Value);
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (X509ChainElement element in sent?.ChainElements.AsEnumerable() ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(shown);
    }
}
