using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Vigia.Integration.Processing.Mapping;

namespace Vigia.Integration.Delivery.Http;

/// <summary>Checks the settings of an HTTP destination and makes it.</summary>
internal static class HttpDestinationBuilder
{
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Idempotency-Key", "X-Message-Id", "X-Message-Type",
        "traceparent", "tracestate",
    };

    /// <summary>Null where something is wrong; all that is wrong goes to <paramref name="errors"/>.</summary>
    public static HttpDestination? Build(
        string path, DestinationOptions options, Func<string, string> resolveFile, int workers, TimeProvider time, ICollection<string> errors)
    {
        int before = errors.Count;
        TextTemplate? url = ReadUrl(path, options.Url, errors);
        if (!string.Equals(options.Method, "POST", StringComparison.OrdinalIgnoreCase)
            && !string.Equals(options.Method, "PUT", StringComparison.OrdinalIgnoreCase))
        {
            errors.Add($"{path}: Method: must be POST or PUT.");
        }

        if (options.Timeout < TimeSpan.FromMilliseconds(1) || options.Timeout > TimeSpan.FromHours(1))
        {
            errors.Add($"{path}: Timeout: must be over zero and at most an hour.");
        }

        if (options.MaxConnections is < 1)
        {
            errors.Add($"{path}: MaxConnections: must be at least 1.");
        }

        CheckHeaders(path, options.Headers, errors);
        SslClientAuthenticationOptions tls = ReadTls(path, options, resolveFile, errors);
        if (errors.Count > before)
        {
            return null;
        }

        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = options.MaxConnections ?? workers,
            MaxResponseDrainSize = 64 * 1024,
            MaxResponseHeadersLength = 64,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = options.Timeout,
            SslOptions = tls,
        };
        return new HttpDestination(handler, options, url!, time);
    }

    private static TextTemplate? ReadUrl(string path, string? url, ICollection<string> errors)
    {
        if (string.IsNullOrEmpty(url))
        {
            errors.Add($"{path}: Url: is missing.");
            return null;
        }

        try
        {
            TextTemplate template = TextTemplate.Parse(url);

            // A message's values must not be able to choose the host.
            int open = url.IndexOf("{{", StringComparison.Ordinal);
            int authorityEnd = url.IndexOf('/', Math.Max(0, url.IndexOf("://", StringComparison.Ordinal) + 3));
            if (open >= 0 && (authorityEnd < 0 || open < authorityEnd))
            {
                errors.Add($"{path}: Url: expressions may stand only behind the host.");
                return null;
            }

            string sample = open >= 0 ? url[..open] : url;
            if (!Uri.TryCreate(sample, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            {
                errors.Add($"{path}: Url: must be an absolute http or https URL.");
                return null;
            }

            if (uri.UserInfo.Length > 0)
            {
                errors.Add($"{path}: Url: must carry no password; put credentials into Headers.");
            }

            return template;
        }
        catch (MappingSyntaxException exception)
        {
            errors.Add($"{path}: Url: {exception.Message}");
            return null;
        }
    }

    private static void CheckHeaders(string path, IDictionary<string, string> headers, ICollection<string> errors)
    {
        using var probe = new HttpRequestMessage();
        foreach ((string name, string value) in headers)
        {
            if (Ours.Contains(name))
            {
                errors.Add($"{path}: Headers:{name}: is set by the module.");
            }
            else if (!probe.Headers.TryAddWithoutValidation(name, value) || value.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                // The value may be a secret, so it is not told.
                errors.Add($"{path}: Headers:{name}: is not a valid request header.");
            }
        }
    }

    private static SslClientAuthenticationOptions ReadTls(
        string path, DestinationOptions options, Func<string, string> resolveFile, ICollection<string> errors)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.CaFile is { } caFile)
        {
            try
            {
                var authorities = new X509Certificate2Collection();
                authorities.ImportFromPemFile(resolveFile(caFile));
                tls.CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                };
                tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
                if (authorities.Count == 0)
                {
                    errors.Add($"{path}: CaFile: '{caFile}' holds no certificate.");
                }
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                errors.Add($"{path}: CaFile: {exception.Message}");
            }
        }

        if ((options.ClientCertificate is null) != (options.ClientKey is null))
        {
            errors.Add($"{path}: ClientCertificate and ClientKey go together.");
        }
        else if (options is { ClientCertificate: { } certificate, ClientKey: { } key })
        {
            try
            {
                tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(resolveFile(certificate), resolveFile(key))];
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                errors.Add($"{path}: ClientCertificate: {exception.Message}");
            }
        }

        return tls;
    }
}
