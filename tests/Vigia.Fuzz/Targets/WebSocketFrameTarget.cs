using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Unicode;
using Vigia.Fuzz.Inputs;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Access;
using Vigia.Integration.Admission;
using Vigia.Integration.Listeners;
using Vigia.Integration.Listeners.WebSocket;

namespace Vigia.Fuzz.Targets;

/// <summary>The bytes that a client sends once its WebSocket is open. The answer must be well-formed frames of well-formed acknowledgements.</summary>
internal sealed class WebSocketFrameTarget : IFuzzTarget
{
    private static readonly AdmissionOptions Admission = new() { MaxMessageBytes = 256, MaxHeaders = 0 };
    private static readonly WebSocketListenerOptions Options = new();
    private static readonly Identity Sender = new() { Subject = "key:fuzz", Kind = "key", Scopes = new HashSet<string> { Scopes.Send } };
    private readonly ConnectionMetrics _metrics = new(new ServiceMetrics(new MetricRegistry()), "websocket");

    public string Name => "websocket-frame";

    public int BaseBytes => 256 * 1024;

    public int BytesPerInputByte => 2048;

    public void Run(byte[] input)
    {
        RunOnce(input, int.MaxValue);
        RunOnce(input, 3);
    }

    private void RunOnce(byte[] input, int pieceBytes)
    {
        using var peer = new PeerStream(input, pieceBytes);
        using var stream = new UpgradedStream(peer, CancellationToken.None);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        using var connection = new WebSocketConnection(socket, stream, new CheckingIntake(), Admission, Options, _metrics, TimeProvider.System)
        {
            Identity = Sender,
            RequestId = "fuzz",
            RemoteAddress = null,
            AbortTransport = static () => { },
        };
        Task run = connection.RunAsync(CancellationToken.None);
        FuzzFindingException.ThrowIf(!run.IsCompleted, "the connection waits for something although all has come");
        run.GetAwaiter().GetResult();
        CheckFrames(peer.Written);
    }

    // RFC 6455, section 5.2: a server's frames are not masked, and none of ours is in fragments.
    private static void CheckFrames(ReadOnlySpan<byte> written)
    {
        bool closed = false;
        while (!written.IsEmpty)
        {
            FuzzFindingException.ThrowIf(written.Length < 2 || (written[0] & 0xF0) != 0x80 || (written[1] & 0x80) != 0, "a broken frame");
            int opcode = written[0] & 0x0F;
            int length = written[1];
            int head = 2;
            if (length == 126)
            {
                length = BinaryPrimitives.ReadUInt16BigEndian(written[2..]);
                head = 4;
            }

            ReadOnlySpan<byte> content = written.Slice(head, length);
            written = written[(head + length)..];

            // Section 5.5.1 forbids data after a close frame; .NET's socket goes on answering pings while it waits for the other's.
            FuzzFindingException.ThrowIf(closed && opcode == 1, "an acknowledgement after the close frame");
            closed |= opcode == 8;
            FuzzFindingException.ThrowIf(opcode is not (1 or 8 or 9 or 10), $"a frame of type {opcode}");
            if (opcode == 1)
            {
                FuzzFindingException.ThrowIf(!Utf8.IsValid(content), "an acknowledgement that is no UTF-8");
                using JsonDocument ack = JsonDocument.Parse(content.ToArray());
                FuzzFindingException.ThrowIf(
                    !ack.RootElement.TryGetProperty("status", out _) && !ack.RootElement.TryGetProperty("error", out _), "an acknowledgement that says nothing");
            }
        }
    }

    private sealed class CheckingIntake : IMessageIntake
    {
        public ValueTask<IntakeResult> AcceptAsync(IncomingMessage message, CancellationToken cancellationToken)
        {
            HttpEnvelopeTarget.CheckPayload(message.Payload, Admission.MaxDepth);
            return new(new IntakeResult { Outcome = IntakeOutcome.Accepted, MessageId = "msg_1" });
        }

        public IntakeResult Refuse(IncomingMessage message, IntakeResult refusal)
        {
            HttpEnvelopeTarget.CheckRefusal(refusal);
            return refusal;
        }
    }
}
