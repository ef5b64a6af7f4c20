using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Vigia.Demo.Alerts;

/// <summary>
/// A mail server (RFC 5321) on a free loopback port that takes every mail and delivers none: as much of the protocol as a sender without TLS
/// and without a password needs. A line is at most 64 KiB, a mail 4 MiB, and 16 connections are served at once.
/// </summary>
internal sealed class SmtpReceiver : IAsyncDisposable
{
    private const int MaxLine = 64 * 1024;
    private const int MaxMail = 4 * 1024 * 1024;
    private const int MaxConnections = 16;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _connections = new(MaxConnections, MaxConnections);
    private readonly Func<MimeMessage, Task> _take;
    private readonly Task _accepting;

    private SmtpReceiver(Func<MimeMessage, Task> take)
    {
        _take = take;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <param name="take">Gets each mail before its sender hears that it was taken.</param>
    public static SmtpReceiver Start(Func<MimeMessage, Task> take) => new(take);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;

        // Whoever holds a place gives it back at the cancellation.
        for (int i = 0; i < MaxConnections; i++)
        {
            await _connections.WaitAsync(CancellationToken.None);
        }

        _connections.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _connections.WaitAsync(_stopping.Token);
                Socket? socket = null;
                try
                {
                    socket = await _listener.AcceptSocketAsync(_stopping.Token);
                }
                finally
                {
                    if (socket is null)
                    {
                        _connections.Release();
                    }
                }

                _ = ServeAsync(socket);
            }
        }
        catch (OperationCanceledException)
        {
            // The demo ends.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            PipeReader reader = PipeReader.Create(stream);
            await TalkAsync(reader, stream);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidDataException or FormatException)
        {
            // A sender that breaks off, or talks beyond the bounds, tries again or tells its user.
        }
        finally
        {
            _connections.Release();
        }
    }

    private async Task TalkAsync(PipeReader reader, NetworkStream stream)
    {
        await AnswerAsync(stream, "220 vigia demo");
        while (await ReadLineAsync(reader) is { } line)
        {
            string command = Encoding.Latin1.GetString(line.AsSpan(0, Math.Min(4, line.Length))).ToUpperInvariant();
            switch (command)
            {
                case "EHLO":
                    await AnswerAsync(stream, "250-vigia demo\r\n250-8BITMIME\r\n250 SMTPUTF8");
                    break;
                case "HELO" or "MAIL" or "RCPT" or "RSET" or "NOOP":
                    await AnswerAsync(stream, "250 OK");
                    break;
                case "DATA":
                    await AnswerAsync(stream, "354 End with a line that holds one dot");
                    using (MimeMessage mail = await ReadMailAsync(reader))
                    {
                        await _take(mail);
                    }

                    await AnswerAsync(stream, "250 taken");
                    break;
                case "QUIT":
                    await AnswerAsync(stream, "221 bye");
                    return;
                default:
                    await AnswerAsync(stream, "502 not here");
                    break;
            }
        }
    }

    private async Task<MimeMessage> ReadMailAsync(PipeReader reader)
    {
        using var text = new MemoryStream();
        while (await ReadLineAsync(reader) is { } line)
        {
            if (line is [(byte)'.'])
            {
                text.Position = 0;
                return await MimeMessage.LoadAsync(text, _stopping.Token);
            }

            // RFC 5321, 4.5.2: a dot that begins a line was doubled.
            text.Write(line is [(byte)'.', ..] ? line.AsSpan(1) : line);
            text.Write("\r\n"u8);
            if (text.Length > MaxMail)
            {
                throw new InvalidDataException("the mail is too large");
            }
        }

        throw new IOException("the connection ended within a mail");
    }

    /// <summary>A line without its end; null at the end of the connection.</summary>
    private async Task<byte[]?> ReadLineAsync(PipeReader reader)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(_stopping.Token);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                byte[] line = read.Buffer.Slice(0, end).ToArray();
                reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line is [.., (byte)'\r'] ? line[..^1] : line;
            }

            if (read.IsCompleted)
            {
                return null;
            }

            if (read.Buffer.Length > MaxLine)
            {
                throw new InvalidDataException("the line is too long");
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), _stopping.Token);
}
