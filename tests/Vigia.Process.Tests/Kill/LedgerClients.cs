using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Vigia.Testing;

namespace Vigia.Process.Tests.Kill;

/// <summary>Clients of all three protocols that send until the server dies, and note every acknowledgement.</summary>
internal static class LedgerClients
{
    /// <summary>Sends over every protocol at once until <paramref name="stop"/> is set or the server is gone.</summary>
    public static Task RunAsync(VigiaProcess vigia, Ledger ledger, CancellationToken stop) => Task.WhenAll(
    [
        .. Enumerable.Range(0, 6).Select(_ => UntilGoneAsync(() => HttpAsync(vigia, ledger, stop))),
        .. Enumerable.Range(0, 2).Select(_ => UntilGoneAsync(() => WebSocketAsync(vigia, ledger, stop))),
        .. Enumerable.Range(0, 2).Select(_ => UntilGoneAsync(() => MqttAsync(vigia, ledger, stop))),
    ]);

    /// <summary>Sends again what was never acknowledged, under the same ids, as a client that must not lose anything does.</summary>
    public static async Task ResendAsync(VigiaProcess vigia, Ledger ledger)
    {
        foreach (string id in ledger.Unacknowledged)
        {
            using HttpResponseMessage answer = await PostAsync(vigia.Client, id, CancellationToken.None);
            if (answer.StatusCode != HttpStatusCode.Accepted)
            {
                throw new InvalidOperationException($"{id}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }

            ledger.Acknowledge(id);
        }
    }

    private static async Task UntilGoneAsync(Func<Task> client)
    {
        try
        {
            await client();
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or WebSocketException or SocketException
            or OperationCanceledException or MqttCommunicationException or MqttClientDisconnectedException
            or MqttClientNotConnectedException or MqttClientUnexpectedDisconnectReceivedException)
        {
            // The server was killed: that is what this is for. What was not acknowledged stays so in the ledger.
        }
    }

    private static async Task HttpAsync(VigiaProcess vigia, Ledger ledger, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            string id = ledger.Begin("http");
            using HttpResponseMessage answer = await PostAsync(vigia.Client, id, stop);
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                ledger.Acknowledge(id);
            }
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string id, CancellationToken stop) =>
        client.PostAsJsonAsync("/api/v1/messages", new { id, type = TypeOf(id), key = KeyOf(id), payload = new { id } }, stop);

    private static async Task WebSocketAsync(VigiaProcess vigia, Ledger ledger, CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + vigia.Setup.Key);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{vigia.Setup.Port}/ws"), stop);
        byte[] buffer = new byte[8192];
        while (!stop.IsCancellationRequested)
        {
            string id = ledger.Begin("websocket");
            byte[] frame = JsonSerializer.SerializeToUtf8Bytes(new { @ref = id, id, type = TypeOf(id), key = KeyOf(id), payload = new { id } });
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, stop);
            WebSocketReceiveResult received = await socket.ReceiveAsync(buffer, stop);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            JsonNode answer = JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
            if ((string?)answer["status"] == "queued")
            {
                ledger.Acknowledge((string)answer["ref"]!);
            }
        }
    }

    private static async Task MqttAsync(VigiaProcess vigia, Ledger ledger, CancellationToken stop)
    {
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithTcpServer("127.0.0.1", vigia.Setup.MqttPort)
                .WithProtocolVersion(MqttProtocolVersion.V500)
                .WithCredentials("key", vigia.Setup.Key)
                .Build(),
            stop);
        while (!stop.IsCancellationRequested)
        {
            string id = ledger.Begin("mqtt");
            MqttApplicationMessageBuilder message = new MqttApplicationMessageBuilder()
                .WithTopic(TypeOf(id).Replace('.', '/'))
                .WithPayload(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""))
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .WithUserProperty("id", Encoding.UTF8.GetBytes(id));
            if (KeyOf(id) is { } key)
            {
                message = message.WithUserProperty("key", Encoding.UTF8.GetBytes(key));
            }

            MqttClientPublishResult result = await client.PublishAsync(message.Build(), stop);
            if (result.IsSuccess)
            {
                ledger.Acknowledge(id);
            }
        }
    }

    /// <summary>One in four goes to the file, where repeats can be seen.</summary>
    private static string TypeOf(string id) => id[^1] % 4 == 0 ? "razao.arquivo" : "razao.loja";

    private static string? KeyOf(string id) => id[^2] % 2 == 0 ? "conta-" + id[^2] : null;
}
