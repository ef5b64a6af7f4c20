using RabbitMQ.Client;

namespace Vigia.Peers.Load;

/// <summary>AMQP 0-9-1 with persistent messages and publisher confirms.</summary>
internal sealed class RabbitSender : ISender
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _queue;
    private readonly byte[] _body;
    private readonly BasicProperties _properties = new() { Persistent = true, ContentType = "application/json" };

    private RabbitSender(IConnection connection, IChannel channel, string queue, byte[] body)
    {
        _connection = connection;
        _channel = channel;
        _queue = queue;
        _body = body;
    }

    public static async Task<RabbitSender> ConnectAsync(int port, string queue, byte[] body)
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port, UserName = "guest", Password = "guest" };
        IConnection connection = await factory.CreateConnectionAsync();
        IChannel channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        return new RabbitSender(connection, channel, queue, body);
    }

    /// <summary>Declares a durable queue: <c>classic</c> or <c>quorum</c>.</summary>
    public async Task DeclareAsync(string kind) =>
        await _channel.QueueDeclareAsync(
            _queue, durable: true, exclusive: false, autoDelete: false,
            arguments: new Dictionary<string, object?> { ["x-queue-type"] = kind });

    public async Task PurgeAsync() => await _channel.QueuePurgeAsync(_queue);

    public async Task SendAsync() =>
        await _channel.BasicPublishAsync("", _queue, mandatory: false, _properties, _body);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
