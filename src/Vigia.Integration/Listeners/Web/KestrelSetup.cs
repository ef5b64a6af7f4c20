using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace Vigia.Integration.Listeners.Web;

/// <summary>Turns <see cref="WebServerOptions"/> into Kestrel's own.</summary>
internal sealed class KestrelSetup(IOptions<WebServerOptions> web, WebConnections connections, WebServerCertificate certificate)
    : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        WebServerOptions settings = web.Value;
        options.AddServerHeader = false;
        KestrelServerLimits limits = options.Limits;
        limits.MaxRequestHeadersTotalSize = settings.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = settings.MaxHeaderCount;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(settings.HeaderTimeoutSeconds);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(settings.KeepAliveSeconds);
        limits.MinRequestBodyDataRate = settings.MinBodyBytesPerSecond > 0
            ? new MinDataRate(settings.MinBodyBytesPerSecond, TimeSpan.FromSeconds(settings.BodyGraceSeconds))
            : null;
        limits.Http2.MaxRequestHeaderFieldSize = settings.MaxHeaderBytes;

        if (!ListenerAddress.TryParse(settings.Address, out IPAddress address))
        {
            throw new InvalidOperationException($"{settings.Address} is no address; the validation of the settings has not run.");
        }

        if (address.Equals(IPAddress.IPv6Any))
        {
            options.ListenAnyIP(settings.Port, Listen);
        }
        else
        {
            options.Listen(address, settings.Port, Listen);
        }

        void Listen(ListenOptions listen)
        {
            listen.Use(next => context => connections.AcceptAsync(context, next));
            if (certificate.Certificate is not { } tls)
            {
                listen.Protocols = HttpProtocols.Http1;
                return;
            }

            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(tls.CreateServerOptions()),
                HandshakeTimeout = TimeSpan.FromSeconds(settings.HandshakeTimeoutSeconds),
            });
            listen.Use(next => context => WebConnections.EstablishedAsync(context, next));
        }
    }
}
