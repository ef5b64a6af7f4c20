using System.Globalization;
using Vigia.Testing;

namespace Vigia.Peers.Servers;

/// <summary>Debian's RabbitMQ on free loopback ports with a data folder of its own.</summary>
internal sealed class RabbitServer : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private readonly ExternalProcess _process;
    private readonly int _nameServicePort;

    private RabbitServer(ExternalProcess process, int port, int nameServicePort)
    {
        _process = process;
        _nameServicePort = nameServicePort;
        Port = port;
    }

    public int Port { get; }

    public double CpuSeconds() => ProcessTree.CpuSeconds(_process.Id);

    public static async Task<RabbitServer> StartAsync(string folder)
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException("rabbitmq-server is not installed. As root: apt-get install rabbitmq-server");
        }

        int port = ExternalProcess.FreePort(), nameServicePort = ExternalProcess.FreePort();
        string home = Path.Combine(folder, "rabbitmq");
        Directory.CreateDirectory(home);
        string plugins = Path.Combine(home, "enabled_plugins");
        await File.WriteAllTextAsync(plugins, "[].\n");
        ExternalProcess process = await ExternalProcess.StartAsync(Program, [], environment: new Dictionary<string, string>
        {
            ["HOME"] = home,
            ["RABBITMQ_NODENAME"] = $"peer{port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_DIST_PORT"] = ExternalProcess.FreePort().ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(home, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(home, "log"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(home, "pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = plugins,
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(home, "none"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(home, "none"),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = nameServicePort.ToString(CultureInfo.InvariantCulture),
        });

        var server = new RabbitServer(process, port, nameServicePort);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using Load.RabbitSender probe = await Load.RabbitSender.ConnectAsync(port, "probe", []);
                return server;
            }
            catch (RabbitMQ.Client.Exceptions.BrokerUnreachableException) when (attempt < 120 && !process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500));
            }
            catch
            {
                string output = process.Output;
                await server.DisposeAsync();
                throw new InvalidOperationException("RabbitMQ did not start:\n" + output);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();

        // Erlang's name service turns itself into a daemon; it is asked to end on the port that it was given.
        await ExternalProcess.RunAsync("epmd", ["-port", _nameServicePort.ToString(CultureInfo.InvariantCulture), "-kill"]);
    }
}
