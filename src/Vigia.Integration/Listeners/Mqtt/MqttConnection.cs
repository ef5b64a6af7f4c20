using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using MQTTnet.Packets;
using Vigia.Instrumentation.Tls;
using Vigia.Integration.Access;

namespace Vigia.Integration.Listeners.Mqtt;

/// <summary>
/// One client's connection: reads packet by packet, hands messages to the intake and acknowledges them. Packets are read
/// by one task; <see cref="End"/>, <see cref="Abort"/> and <see cref="Watch"/> may be called by any.
/// </summary>
internal sealed partial class MqttConnection : IDisposable
{
    /// <summary>Enough for a client id, a user name and a long token; nobody is known yet, so nobody gets more.</summary>
    private const int MaxConnectBytes = 24 * 1024;

    /// <summary>No time-out is set.</summary>
    private const long Never = long.MaxValue;

    // Reads of no bytes wait for data without holding a buffer, which is what makes idle connections cheap.
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 4096, minimumReadSize: 1024, useZeroByteReads: true);
    private static readonly StreamPipeWriterOptions WriterOptions = new(minimumBufferSize: 512);

    private readonly MqttServices _services;
    private readonly MqttConnections _connections;
    private readonly Socket _socket;
    private readonly ServerCertificate? _certificate;
    private readonly CancellationTokenSource _ending = new();
    private readonly MqttDecoder _decoder = new();
    private readonly string? _remoteAddress;

    private PipeReader _input = null!;
    private PipeWriter _output = null!;
    private MqttAcknowledgements? _acknowledgements;
    private Identity? _identity;
    private string? _clientId;
    private long _idleTimeout;
    private long _readDeadline;
    private long _writeDeadline = Never;
    private int _endReason = -1;
    private bool _sendsNoReason;
    private bool _hasFailed;

    public MqttConnection(MqttServices services, MqttConnections connections, Socket socket, ServerCertificate? certificate)
    {
        _services = services;
        _connections = connections;
        _socket = socket;
        _certificate = certificate;
        _remoteAddress = Address(socket);
        _readDeadline = Deadline(services.Options.ConnectTimeoutSeconds);
    }

    /// <summary>Ends the connection after what it is owed is written; an MQTT 5 client is told why.</summary>
    public void End(MqttReason reason)
    {
        if (Interlocked.CompareExchange(ref _endReason, (int)reason, -1) == -1)
        {
            try
            {
                _ending.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has ended by itself meanwhile.
            }
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public void Abort() => _socket.Dispose();

    /// <summary>Ends the connection where its time or its credentials are over.</summary>
    public void Watch(long timestamp, DateTimeOffset now)
    {
        if (timestamp >= Volatile.Read(ref _readDeadline))
        {
            Volatile.Write(ref _readDeadline, Never);
            if (_identity is null)
            {
                Fail("timeout", "No CONNECT packet in time.");
                Abort();
                return;
            }

            Fail("timeout", "Neither a packet nor a ping in time.");
            End(MqttReason.KeepAliveTimeout);
        }

        if (timestamp >= Volatile.Read(ref _writeDeadline))
        {
            Volatile.Write(ref _writeDeadline, Never);
            Fail("slow", "The client does not take what is sent to it.");
            Abort();
        }

        if (_identity is { } identity && Volatile.Read(ref _endReason) == -1 && (identity.ExpiresAt <= now || identity.Revoked.IsCancellationRequested))
        {
            _services.Access.Ended(MqttListener.Name, identity, identity.ExpiresAt <= now, _remoteAddress);
            End(MqttReason.NotAuthorized);
        }
    }

    public async Task RunAsync()
    {
        try
        {
            _socket.NoDelay = true;

            // Finds dead peers of clients that set no keep-alive; the system's own interval is hours.
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await using Stream stream = await SecureAsync();
            _input = PipeReader.Create(stream, ReaderOptions);
            _output = PipeWriter.Create(stream, WriterOptions);
            await ServeAsync();
        }
        catch (AuthenticationException exception) when (!_hasFailed)
        {
            Fail("tls", exception.Message);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            if (!_ending.IsCancellationRequested && !_hasFailed)
            {
                _services.Monitor.BrokenOff(_clientId, _remoteAddress);
            }
        }
        catch (Exception exception)
        {
            _services.Monitor.InternalError(exception, _clientId, _remoteAddress);
        }
        finally
        {
            _socket.Dispose();
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _ending.Dispose();
        _acknowledgements?.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            if (!await ConnectAsync())
            {
                return;
            }

            await ReadPacketsAsync();
        }
        catch (MqttProtocolException exception)
        {
            Fail(exception.Failure, exception.Message);
            await SayWhyAsync(exception.Reason, exception.Message);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            await SayWhyAsync((MqttReason)_endReason, null);
        }
        finally
        {
            if (_identity is { } identity)
            {
                _connections.Leave(this, identity.Subject, _clientId!);
            }

            if (_acknowledgements is { } acknowledgements)
            {
                await acknowledgements.CompleteAsync();
            }

            await _input.CompleteAsync();
            await _output.CompleteAsync();
        }
    }

    private async Task ReadPacketsAsync()
    {
        while (await ReadNextAsync() is { } frame)
        {
            switch (frame.Type)
            {
                case MqttPacketType.Publish:
                    await PublishAsync(frame);
                    break;
                case MqttPacketType.PingReq:
                    await _acknowledgements!.WaitForRoomAsync(0, _ending.Token);
                    _acknowledgements.Add(MqttPacketWriter.PingResp);
                    break;
                case MqttPacketType.Subscribe:
                    MqttSubscribePacket subscribe = _decoder.Decode<MqttSubscribePacket>(frame);
                    await RefuseSubscriptionAsync(MqttPacketType.SubAck, subscribe.PacketIdentifier, subscribe.TopicFilters.Count);
                    break;
                case MqttPacketType.Unsubscribe:
                    MqttUnsubscribePacket unsubscribe = _decoder.Decode<MqttUnsubscribePacket>(frame);
                    await RefuseSubscriptionAsync(MqttPacketType.UnsubAck, unsubscribe.PacketIdentifier, unsubscribe.TopicFilters.Count);
                    break;
                case MqttPacketType.Disconnect:
                    return;
                default:
                    throw MqttProtocolException.Error($"A client sends no {frame.Type} packet here.");
            }
        }

        // The client closed without a DISCONNECT packet.
        _services.Monitor.BrokenOff(_clientId, _remoteAddress);
    }

    /// <summary>An intake has nothing to subscribe to: 0x87, or the one failure code that MQTT 3.1.1 has.</summary>
    private async ValueTask RefuseSubscriptionAsync(MqttPacketType type, ushort packetId, int count)
    {
        if (packetId == 0 || count == 0)
        {
            throw MqttProtocolException.Error("A subscription without packet id or topic filter.");
        }

        MqttReason reason = type == MqttPacketType.UnsubAck ? MqttReason.NoSubscriptionExisted
            : _decoder.IsVersion5 ? MqttReason.NotAuthorized
            : MqttReason.Unspecified;
        await _acknowledgements!.WaitForRoomAsync(0, _ending.Token);
        _acknowledgements.Add(MqttPacketWriter.SubscriptionAck(type, _decoder.IsVersion5, packetId, count, (byte)reason));
    }

    private ValueTask<MqttFrame?> ReadNextAsync()
    {
        Volatile.Write(ref _readDeadline, _idleTimeout == 0 ? Never : _services.Time.GetTimestamp() + _idleTimeout);
        return ReadAsync(_services.MaxPacketBytes);
    }

    /// <summary>The next packet; null: the client closed the connection.</summary>
    private async ValueTask<MqttFrame?> ReadAsync(int maxBytes)
    {
        bool isWithinPacket = false;
        while (true)
        {
            ReadResult read = await _input.ReadAsync(_ending.Token);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (MqttFrame.TryRead(ref buffer, maxBytes, out MqttFrame frame))
            {
                // The next packet may be there already: nothing after this one counts as looked at.
                _input.AdvanceTo(buffer.Start);

                // What happens to it takes our time, not the client's.
                Volatile.Write(ref _readDeadline, Never);
                return frame;
            }

            bool isEmpty = buffer.IsEmpty;
            _input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return isEmpty ? null : throw new EndOfStreamException();
            }

            if (!isWithinPacket && !isEmpty && _identity is not null)
            {
                isWithinPacket = true;
                Volatile.Write(ref _readDeadline, Deadline(_services.Options.PacketTimeoutSeconds));
            }
        }
    }

    private async Task<Stream> SecureAsync()
    {
        var network = new NetworkStream(_socket, ownsSocket: false);
        if (_certificate is null)
        {
            return network;
        }

        var secure = new SslStream(network, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsServerAsync(_certificate.CreateServerOptions(), _ending.Token);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    /// <summary>Tells an MQTT 5 client why the connection ends, after all that it is owed.</summary>
    private async Task SayWhyAsync(MqttReason reason, string? text)
    {
        if (_acknowledgements is not { } acknowledgements)
        {
            return;
        }

        await acknowledgements.CompleteAsync();
        if (_decoder.IsVersion5 && !_sendsNoReason)
        {
            MqttPacketWriter.Disconnect(_output, reason, text);
            await FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        Writing(true);
        await _output.FlushAsync(CancellationToken.None);
        Writing(false);
    }

    private void Writing(bool isWriting) =>
        Volatile.Write(ref _writeDeadline, isWriting ? Deadline(_services.Options.PacketTimeoutSeconds) : Never);

    private void Fail(string failure, string error)
    {
        _hasFailed = true;
        _services.Monitor.Failed(failure, error, _clientId, _remoteAddress);
    }

    private long Deadline(double seconds) => _services.Time.GetTimestamp() + (long)(seconds * _services.Time.TimestampFrequency);

    private static string? Address(Socket socket)
    {
        try
        {
            IPAddress? address = (socket.RemoteEndPoint as IPEndPoint)?.Address;
            return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4().ToString() : address?.ToString();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client went away between its connecting and now.
            return null;
        }
    }
}
