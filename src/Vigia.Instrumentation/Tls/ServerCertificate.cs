using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Vigia.Instrumentation.Tls;

/// <summary>
/// A listener's certificate, read from PEM files and read again when they change. A new pair of files that cannot be
/// used (half written, key of another certificate) is logged and the one before stays. Thread safe.
/// </summary>
public sealed partial class ServerCertificate : IDisposable
{
    private static readonly TimeSpan ExpiryWarning = TimeSpan.FromDays(14);

    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _interval;
    private Loaded _current;
    private PemFiles? _refused;
    private long _nextLook;

    /// <summary>Loads the files.</summary>
    /// <param name="options">Which files, and how often to look at them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of a new certificate, of one that cannot be used, and of one that runs out soon.</param>
    /// <exception cref="TlsConfigurationException">They cannot be used.</exception>
    public ServerCertificate(TlsOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _time = time;
        _logger = logger;
        _interval = (long)(options.ReloadSeconds * time.TimestampFrequency);
        _nextLook = time.GetTimestamp() + _interval;
        _current = Load(PemFiles.Read(options));
        WarnBeforeExpiry();
    }

    /// <summary>The certificate to show now, with its key. Not the caller's to dispose.</summary>
    public X509Certificate2 Certificate => Current().Certificate;

    /// <summary>What a handshake that begins now goes by: TLS 1.2 and 1.3, and the client's certificate where one is asked for.</summary>
    public SslServerAuthenticationOptions CreateServerOptions()
    {
        Loaded current = Current();
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = current.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
        };
        if (current.ClientAuthorities is { } authorities)
        {
            options.ClientCertificateRequired = true;
            options.CertificateChainPolicy = ClientPolicy(authorities);
        }

        return options;
    }

    /// <inheritdoc/>
    public void Dispose() => _current.Certificate.Dispose();

    // Client authentication (RFC 5280, 4.2.1.12), by our authorities only and without looking anything up on the network.
    private static X509ChainPolicy ClientPolicy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        policy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.2"));
        return policy;
    }

    private static Loaded Load(PemFiles files)
    {
        (X509Certificate2 certificate, X509Certificate2Collection chain) = files.LoadCertificate();
        return new Loaded(files, certificate, SslStreamCertificateContext.Create(certificate, chain, offline: true), files.LoadClientAuthorities());
    }

    private Loaded Current()
    {
        long now = _time.GetTimestamp();
        long next = Volatile.Read(ref _nextLook);
        if (now >= next && Interlocked.CompareExchange(ref _nextLook, now + _interval, next) == next)
        {
            LookForChange();
        }

        return Volatile.Read(ref _current);
    }

    // The content is compared, not the time of change: a mounted secret changes by a link that keeps its own time.
    private void LookForChange()
    {
        PemFiles? files = null;
        try
        {
            files = PemFiles.Read(_options);
            if (files.SameTextAs(_current.Files) || (_refused is { } refused && files.SameTextAs(refused)))
            {
                return;
            }

            // The certificate before is left to the finalizer: a handshake may still be using it.
            Loaded loaded = Load(files);
            Volatile.Write(ref _current, loaded);
            _refused = null;
            DateTimeOffset end = loaded.Certificate.NotAfter;
            LogReloaded(_options.CertificatePath!, end);
            WarnBeforeExpiry();
        }
        catch (TlsConfigurationException e)
        {
            _refused = files;
            LogRefused(_options.CertificatePath!, e.Message);
        }
    }

    private void WarnBeforeExpiry()
    {
        DateTimeOffset end = _current.Certificate.NotAfter;
        if (end - _time.GetUtcNow() < ExpiryWarning)
        {
            LogExpiry(_options.CertificatePath!, end);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Certificado TLS recarregado de {Path}, válido até {NotAfter:O}")]
    private partial void LogReloaded(string path, DateTimeOffset notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "Certificado TLS novo em {Path} recusado, o anterior continua em uso: {Error}")]
    private partial void LogRefused(string path, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Certificado TLS de {Path} perde a validade em {NotAfter:O}")]
    private partial void LogExpiry(string path, DateTimeOffset notAfter);

    private sealed record Loaded(
        PemFiles Files, X509Certificate2 Certificate, SslStreamCertificateContext Context, X509Certificate2Collection? ClientAuthorities);
}
