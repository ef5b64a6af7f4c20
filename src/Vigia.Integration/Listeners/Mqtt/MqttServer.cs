using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Tls;
using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>The listening socket: bound before the module counts as started, closed first when it stops.</summary>
internal sealed partial class MqttServer(MqttServices services, MqttConnections connections, ILogger<MqttServer> logger)
    : IHostedService, IDrainStep, IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan AfterError = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stopping = new();
    private Socket? _socket;
    private ServerCertificate? _certificate;
    private Task _running = Task.CompletedTask;

    /// <summary>Where it listens, with the port that was taken; null before the start.</summary>
    public IPEndPoint? EndPoint { get; private set; }

    public bool IsSecure => _certificate is not null;

    public int Order => 100;

    public string Name => MqttListener.Name;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        MqttOptions options = services.Options;
        if (!ListenerAddress.TryParse(options.Address, out IPAddress address))
        {
            throw new InvalidOperationException($"{options.Address} is no address; the validation of the settings has not run.");
        }

        if (options.Tls.IsConfigured)
        {
            _certificate = new ServerCertificate(options.Tls, services.Time, logger);
        }

        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Equals(IPAddress.IPv6Any))
        {
            _socket.DualMode = true;
        }

        try
        {
            _socket.Bind(new IPEndPoint(address, options.EffectivePort));
        }
        catch (SocketException exception)
        {
            throw new InvalidOperationException(
                FormattableString.Invariant($"{MqttOptions.Section}: {options.Address} port {options.EffectivePort} cannot be listened on: {exception.Message}. Free it, or set another {MqttOptions.Section}:Port."),
                exception);
        }

        _socket.Listen(Backlog);
        EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _running = Task.WhenAll(AcceptAsync(_socket), connections.WatchAsync(_stopping.Token));
        LogListening(logger, EndPoint, _certificate is not null);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DrainAsync(cancellationToken);

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        // Closing the socket ends the accept loop.
        _socket?.Dispose();
        await connections.DrainAsync(cancellationToken);
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _certificate?.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (true)
        {
            try
            {
                Socket client = await socket.AcceptAsync();
                connections.Take(client, _certificate);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.InvalidArgument)
            {
                return;
            }
            catch (SocketException exception)
            {
                // A client that went away meanwhile, or no file handles left: the next may do better, but not at once.
                services.Monitor.Connections.Failed("refused");
                LogAcceptFailed(logger, exception);
                await Task.Delay(AfterError, services.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Escutando MQTT")]
    private static partial void LogListening(ILogger logger, IPEndPoint address, bool tls);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Falha ao aceitar uma conexão MQTT")]
    private static partial void LogAcceptFailed(ILogger logger, Exception exception);
}
