using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vigia.Testing.Mqtt;

/// <summary>Speaks MQTT byte by byte, rightly or wrongly, as the test wants it.</summary>
internal sealed class RawMqttClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private NetworkStream _stream = null!;

    public static async Task<RawMqttClient> OpenAsync(int port)
    {
        var client = new RawMqttClient();
        await client._socket.ConnectAsync(IPAddress.Loopback, port);
        client._stream = new NetworkStream(client._socket, ownsSocket: false);
        return client;
    }

    public async Task SendAsync(params byte[] bytes) => await _stream.WriteAsync(bytes);

    public async Task<RawPacket> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            byte[] one = new byte[1];
            if (await _stream.ReadAsync(one, limit.Token) == 0)
            {
                return RawPacket.Closed;
            }

            int type = one[0] >> 4;
            int length = 0;
            for (int shift = 0; ; shift += 7)
            {
                await _stream.ReadExactlyAsync(one, limit.Token);
                length |= (one[0] & 0x7F) << shift;
                if (one[0] < 0x80)
                {
                    break;
                }
            }

            byte[] body = new byte[length];
            await _stream.ReadExactlyAsync(body, limit.Token);
            return new RawPacket(type, body);
        }
        catch (IOException)
        {
            return RawPacket.Closed;
        }
    }

    public async Task<RawPacket> AskAsync(params byte[] bytes)
    {
        await SendAsync(bytes);
        return await ReadAsync();
    }

    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose()
    {
        _stream?.Dispose();
        _socket.Dispose();
    }

    public static byte[] Connect(
        int version, string clientId, string? password, int keepAlive = 60, string? userName = "key", bool clean = true, byte extraFlags = 0, byte[]? properties = null, byte[]? will = null)
    {
        byte flags = (byte)((clean ? 2 : 0) | (userName is null ? 0 : 0x80) | (password is null ? 0 : 0x40) | extraFlags);
        List<byte> body = [.. Text("MQTT"), (byte)version, flags, .. Number(keepAlive)];
        if (version == 5)
        {
            body.AddRange([(byte)(properties?.Length ?? 0), .. properties ?? []]);
        }

        body.AddRange(Text(clientId));
        body.AddRange(will ?? []);
        body.AddRange(userName is null ? [] : Text(userName));
        body.AddRange(password is null ? [] : Text(password));
        return Packet(0x10, [.. body]);
    }

    public static byte[] Publish(
        int version, string topic, string payload, int packetId = 1, int qos = 1, byte extraFlags = 0, (string Name, string Value)[]? properties = null, byte[]? rawProperties = null)
    {
        List<byte> body = [.. Text(topic)];
        if (qos > 0)
        {
            body.AddRange(Number(packetId));
        }

        if (version == 5)
        {
            byte[] encoded = [.. rawProperties ?? [], .. (properties ?? []).SelectMany(p => (byte[])[0x26, .. Text(p.Name), .. Text(p.Value)])];
            body.AddRange([.. Length(encoded.Length), .. encoded]);
        }

        body.AddRange(Encoding.UTF8.GetBytes(payload));
        return Packet((byte)(0x30 | (qos << 1) | extraFlags), [.. body]);
    }

    public static byte[] Packet(byte header, byte[] body) => [header, .. Length(body.Length), .. body];

    public static byte[] Text(string text) => [.. Number(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Number(int number) => [(byte)(number >> 8), (byte)number];

    public static byte[] Length(int length)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        return [.. bytes];
    }
}
