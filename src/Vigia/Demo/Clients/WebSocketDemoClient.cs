using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Vigia.Demo.Traffic;

namespace Vigia.Demo.Clients;

/// <summary>Sends over <c>/ws</c>.</summary>
internal sealed class WebSocketDemoClient : IDemoClient
{
    private const int Connections = 3;

    // Credentials are shown when a connection opens, and what is too large ends it, with all that is under way on it.
    private static readonly TrafficKind[] NeedsOwnConnection =
    [
        TrafficKind.Unauthenticated, TrafficKind.WrongKey, TrafficKind.ExpiredToken, TrafficKind.ForgedToken, TrafficKind.Forbidden, TrafficKind.Oversized,
    ];

    private readonly Uri _address;
    private readonly DemoCredentials _credentials;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _invoker = new(HttpDemoClient.CreateHandler());
    private readonly ConnectionPool<WebSocketConnection> _pool;
    private long _references;

    public WebSocketDemoClient(Uri module, DemoCredentials credentials, TimeProvider time)
    {
        _address = new UriBuilder(module) { Scheme = module.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Path = "/ws" }.Uri;
        _credentials = credentials;
        _time = time;
        _pool = new ConnectionPool<WebSocketConnection>(Connections, token => OpenAsync(credentials.Key, token), connection => connection.IsOpen);
    }

    public string Protocol => "websocket";

    public async Task<SendResult> SendAsync(Shot shot, CancellationToken cancellationToken)
    {
        switch (shot.Kind)
        {
            case TrafficKind.BrokenConnection:
                byte[] beginning = Encoding.ASCII.GetBytes($"GET /ws HTTP/1.1\r\nHost: {_address.Authority}\r\nUpgrade: websocket\r\n");
                return await BrokenConnection.OpenAsync(new DnsEndPoint(_address.Host, _address.Port), beginning, _time, cancellationToken);
            case var kind when NeedsOwnConnection.Contains(kind):
                return await SendAloneAsync(shot, cancellationToken);
            default:
                return await SendOverAsync(_pool.TakeAsync, shot, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _invoker.Dispose();
    }

    private async Task<SendResult> SendAloneAsync(Shot shot, CancellationToken cancellationToken)
    {
        WebSocketConnection? connection = null;
        try
        {
            return await SendOverAsync(
                async token => connection = await OpenAsync(_credentials.For(shot.Kind), token), shot, cancellationToken);
        }
        finally
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task<SendResult> SendOverAsync(
        Func<CancellationToken, Task<WebSocketConnection>> take, Shot shot, CancellationToken cancellationToken)
    {
        try
        {
            WebSocketConnection connection = await take(cancellationToken);
            string reference = Interlocked.Increment(ref _references).ToString(CultureInfo.InvariantCulture);
            byte[] frame = MessageJson.WriteFrame(shot.Message, reference, shot.IdempotencyKey, shot.Kind == TrafficKind.Malformed);
            return await connection.SendAsync(reference, frame, cancellationToken);
        }
        catch (HandshakeRefusedException refused)
        {
            return SendResult.Rejected(refused.Status.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is WebSocketException or HttpRequestException)
        {
            return SendResult.Failed("connect");
        }
    }

    private async Task<WebSocketConnection> OpenAsync(string? secret, CancellationToken cancellationToken)
    {
        var connection = new WebSocketConnection(secret, _time);
        try
        {
            await connection.OpenAsync(_address, _invoker, cancellationToken);
            return connection;
        }
        catch (WebSocketException exception)
        {
            int status = connection.HandshakeStatus;
            await connection.DisposeAsync();
            throw status >= 400 ? new HandshakeRefusedException(status, exception) : exception;
        }
    }

    private sealed class HandshakeRefusedException(int status, Exception cause) : Exception(cause.Message, cause)
    {
        public int Status { get; } = status;
    }
}
