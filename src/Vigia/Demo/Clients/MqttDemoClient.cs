using System.Globalization;
using System.Net;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Vigia.Demo.Traffic;

namespace Vigia.Demo.Clients;

/// <summary>Publishes over MQTT, mostly with QoS 1; one connection in three speaks 3.1.1.</summary>
internal sealed class MqttDemoClient : IDemoClient
{
    private const int Connections = 3;

    // Credentials are shown when a connection opens, and what is too large ends it, with all that is under way on it.
    private static readonly TrafficKind[] NeedsOwnConnection =
    [
        TrafficKind.Unauthenticated, TrafficKind.WrongKey, TrafficKind.ExpiredToken, TrafficKind.ForgedToken, TrafficKind.Forbidden, TrafficKind.Oversized,
    ];

    // An MQTT CONNECT packet that says it is 64 bytes long and stops after its protocol's name.
    private static readonly byte[] HalfConnect = [0x10, 0x40, 0x00, 0x04, (byte)'M', (byte)'Q', (byte)'T', (byte)'T'];

    private readonly Uri _address;
    private readonly DemoCredentials _credentials;
    private readonly TimeProvider _time;
    private readonly ConnectionPool<MqttConnection> _pool;
    private int _opened;

    public MqttDemoClient(Uri address, DemoCredentials credentials, TimeProvider time)
    {
        _address = address;
        _credentials = credentials;
        _time = time;
        _pool = new ConnectionPool<MqttConnection>(Connections, token => OpenAsync(credentials.Key, token), connection => connection.Client.IsConnected);
    }

    public string Protocol => "mqtt";

    public async Task<SendResult> SendAsync(Shot shot, CancellationToken cancellationToken)
    {
        switch (shot.Kind)
        {
            case TrafficKind.BrokenConnection:
                return await BrokenConnection.OpenAsync(new DnsEndPoint(_address.Host, _address.Port), HalfConnect, _time, cancellationToken);
            case var kind when NeedsOwnConnection.Contains(kind):
                return await PublishAloneAsync(shot, cancellationToken);
            default:
                return await PublishOverAsync(_pool.TakeAsync, shot, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    private async Task<SendResult> PublishAloneAsync(Shot shot, CancellationToken cancellationToken)
    {
        MqttConnection? connection = null;
        try
        {
            return await PublishOverAsync(
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

    private static async Task<SendResult> PublishOverAsync(
        Func<CancellationToken, Task<MqttConnection>> take, Shot shot, CancellationToken cancellationToken)
    {
        try
        {
            MqttConnection connection = await take(cancellationToken);
            bool hasProperties = connection.Client.Options.ProtocolVersion == MqttProtocolVersion.V500;
            MqttClientPublishResult result = await connection.Client.PublishAsync(Create(shot, hasProperties), cancellationToken);
            return result.ReasonCode switch
            {
                MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers =>
                    hasProperties ? SendResult.Acknowledged(shot.Message.Id) : SendResult.Acknowledged(),
                var code => SendResult.Rejected(code.ToString()),
            };
        }
        catch (MqttRefusedException refused)
        {
            return SendResult.Rejected(refused.Message);
        }
        catch (Exception exception) when (exception is MqttCommunicationException or MqttProtocolViolationException or MqttClientDisconnectedException)
        {
            return SendResult.Failed(exception.GetType().Name);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendResult.Failed("timeout");
        }
    }

    // The topic's slashes are the type's dots. A message over 3.1.1 has no properties, so the module gives it an id that its sender never learns.
    private static MqttApplicationMessage Create(Shot shot, bool hasProperties)
    {
        DemoMessage message = shot.Message;
        MqttApplicationMessageBuilder builder = new MqttApplicationMessageBuilder()
            .WithTopic(message.Type.Replace('.', '/'))
            .WithPayload(shot.Kind == TrafficKind.Malformed ? "{\"pedido\":" : message.Payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (!hasProperties)
        {
            return builder.Build();
        }

        builder.WithUserProperty("id", Utf8(message.Id))
            .WithUserProperty("user-id", Utf8(message.UserId))
            .WithUserProperty("sent-at", Utf8(message.SentAt.ToString("O", CultureInfo.InvariantCulture)));
        if (message.PartitionKey is { } key)
        {
            builder.WithUserProperty("key", Utf8(key));
        }

        if (shot.IdempotencyKey is { } idempotencyKey)
        {
            builder.WithUserProperty("idempotency-key", Utf8(idempotencyKey));
        }

        return builder.Build();
    }

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private Task<MqttConnection> OpenAsync(string? secret, CancellationToken cancellationToken)
    {
        int number = Interlocked.Increment(ref _opened);
        return MqttConnection.OpenAsync(
            _address,
            "vigia-demo-" + number.ToString(CultureInfo.InvariantCulture),
            secret,
            number % 3 == 0 ? MqttProtocolVersion.V311 : MqttProtocolVersion.V500,
            cancellationToken);
    }
}
