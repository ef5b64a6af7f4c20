using Vigia.Instrumentation.Metrics;

namespace Vigia.Instrumentation.Tls;

/// <summary>Shows when listeners' certificates run out.</summary>
public static class CertificateMetrics
{
    /// <summary>The gauge's name; its value is in seconds since 1970.</summary>
    public const string ExpiryName = "tls_certificate_expiry_timestamp_seconds";

    /// <summary>Shows when the certificate that a listener uses at the time of a scrape runs out.</summary>
    /// <param name="registry">Where it is shown, as long as the registry lives.</param>
    /// <param name="listener">The listener's name, a label.</param>
    /// <param name="certificate">The certificate.</param>
    public static void Register(MetricRegistry registry, string listener, ServerCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(certificate);
        Gauge expiry = registry.CreateGauge(ExpiryName, "Hora em que o certificado TLS perde a validade", ["listener"]).WithLabels(listener);
        registry.OnCollect(() => expiry.Set(new DateTimeOffset(certificate.Certificate.NotAfter).ToUnixTimeMilliseconds() / 1000.0));
    }
}
