using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Tls;

namespace Vigia.Server.Hosting;

/// <summary>Turns <see cref="MonitorOptions"/> into Kestrel's own, and keeps the listener's certificate.</summary>
internal sealed class MonitorListener(IOptions<MonitorOptions> options, TimeProvider time, ILogger<ServerCertificate> logger)
    : IConfigureOptions<KestrelServerOptions>, IDisposable
{
    private ServerCertificate? _certificate;

    public void Configure(KestrelServerOptions kestrel)
    {
        MonitorOptions monitor = options.Value;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = monitor.MaxConnections;
        MonitorOptionsValidator.TryAddress(monitor.Address, out IPAddress? address);
        if (address!.Equals(IPAddress.IPv6Any))
        {
            kestrel.ListenAnyIP(monitor.Port, Listen);
        }
        else
        {
            kestrel.Listen(address, monitor.Port, Listen);
        }

        void Listen(ListenOptions listen)
        {
            if (!monitor.Tls.IsConfigured)
            {
                return;
            }

            ServerCertificate tls = _certificate ??= new ServerCertificate(monitor.Tls, time, logger);
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls.CreateServerOptions()) });
        }
    }

    public void Dispose() => _certificate?.Dispose();
}
