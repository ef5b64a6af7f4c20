using Vigia.Instrumentation.Tls;

namespace Vigia.Server.Hosting;

/// <summary>The monitor's HTTP server. Section <c>Monitor</c>.</summary>
internal sealed class MonitorOptions
{
    /// <summary>An IP address, <c>localhost</c>, or <c>*</c>. Any but loopback needs TLS.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>0 takes a free one.</summary>
    public int Port { get; set; } = 9090;

    /// <summary>Connections at once; further ones are closed.</summary>
    public int MaxConnections { get; set; } = 2000;

    /// <summary>The <c>prometheus.yml</c>; null: the one in the folder of the program's configuration.</summary>
    public string? ConfigFile { get; set; }

    /// <summary>The routes and receivers of alerts; null: <c>alertmanager.yml</c> in the configuration's folder. <c>notify.yml</c> lies beside it.</summary>
    public string? AlertmanagerFile { get; set; }

    /// <summary>How long a stop waits for requests in hand.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The listener's TLS.</summary>
    public TlsOptions Tls { get; } = new();
}
