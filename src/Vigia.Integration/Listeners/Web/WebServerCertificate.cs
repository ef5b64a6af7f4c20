using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Tls;

namespace Vigia.Integration.Listeners.Web;

/// <summary>The HTTP server's certificate, where it has one.</summary>
internal sealed class WebServerCertificate : IDisposable
{
    public WebServerCertificate(IOptions<WebServerOptions> options, TimeProvider time, ILogger<ServerCertificate> logger)
    {
        if (options.Value.Tls.IsConfigured)
        {
            Certificate = new ServerCertificate(options.Value.Tls, time, logger);
        }
    }

    public ServerCertificate? Certificate { get; }

    public void Dispose() => Certificate?.Dispose();
}
