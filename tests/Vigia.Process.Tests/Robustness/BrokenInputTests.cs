using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Vigia.Testing;
using Vigia.Testing.Mqtt;
using Xunit;

namespace Vigia.Process.Tests.Robustness;

/// <summary>What is broken or too large is refused with a clear answer, is counted, and leaves the program as it was.</summary>
public sealed class BrokenInputTests
{
    private const string Post = "POST /api/v1/messages HTTP/1.1\r\nHost: localhost\r\n";

    [Fact]
    public async Task BrokenInput_OfEveryKind_IsRefusedWithItsReasonAndCounted()
    {
        using var folder = new TemporaryDirectory();
        await using VigiaProcess vigia = await VigiaProcess.StartAsync(await VigiaProcess.PrepareAsync(folder.Path));
        await using HonestClients honest = await HonestClients.ConnectAsync(vigia);
        VigiaSetup setup = vigia.Setup;

        Assert.StartsWith("HTTP/1.1 431", await ExchangeAsync(setup.Port, $"{Post}X-Huge: {new string('a', 64 * 1024)}\r\n\r\n"), StringComparison.Ordinal);
        string many = string.Concat(Enumerable.Range(0, 200).Select(n => FormattableString.Invariant($"X-{n}: a\r\n")));
        Assert.StartsWith("HTTP/1.1 431", await ExchangeAsync(setup.Port, $"{Post}{many}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await ExchangeAsync(setup.Port, "GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await ExchangeAsync(setup.Port, "\u0016\u0003\u0001\0\u0005hello\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 400",
            await ExchangeAsync(setup.Port, $"{Post}Authorization: Bearer {setup.Key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nXYZ\r\n"),
            StringComparison.Ordinal);

        await RefusedAsync(vigia, HttpStatusCode.RequestEntityTooLarge, Encoding.UTF8.GetBytes($$"""{"type":"a","payload":"{{new string('x', 2 * 1024 * 1024)}}"}"""));
        await RefusedAsync(vigia, HttpStatusCode.BadRequest, "{\"type\":\"a\",\"payload\":"u8.ToArray());
        await RefusedAsync(vigia, HttpStatusCode.BadRequest, "nonsense"u8.ToArray());
        await RefusedAsync(vigia, HttpStatusCode.BadRequest, []);
        await RefusedAsync(vigia, HttpStatusCode.BadRequest, [.. "{\"type\":\"a\",\"payload\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        await RefusedAsync(vigia, HttpStatusCode.BadRequest, [.. "{\"type\":\""u8, 0xFF, .. "\",\"payload\":1}"u8]);
        await RefusedAsync(vigia, HttpStatusCode.BadRequest, "{\"type\":\"a\",\"payload\":\"\\ud800\"}"u8.ToArray());
        await RefusedAsync(vigia, HttpStatusCode.BadRequest, Encoding.UTF8.GetBytes($$"""{"type":"a","payload":{{new string('[', 5_000)}}{{new string(']', 5_000)}}}"""));

        // Text that is no UTF-8 ends a WebSocket with 1007, a message over the limit with 1009 (RFC 6455, section 7.4.1).
        Assert.Contains("\u0003\u00ef", await WebSocketAsync(setup, "\u0081\u0082\0\0\0\0\u00c3\u0028"), StringComparison.Ordinal);
        Assert.Contains(
            "\u0003\u00f1", await WebSocketAsync(setup, "\u0081\u00ff\0\0\0\0\0\u0020\0\0\0\0\0\0" + new string('x', 2 * 1024 * 1024)), StringComparison.Ordinal);
        Assert.Equal("", await MqttAsync(setup, "\u0032\u00ff\u00ff\u00ff\u007f"));
        Assert.Equal("", await MqttAsync(setup, "\u0032\u00ff\u00ff\u00ff\u00ff\u00ff"));

        await vigia.UntilMetricAsync("connection_errors_total{protocol=\"http\",type=\"protocol\"}", count => count >= 5);
        await vigia.UntilMetricAsync("connection_errors_total{protocol=\"websocket\",type=\"protocol\"}", count => count >= 2);
        await vigia.UntilMetricAsync("connection_errors_total{protocol=\"mqtt\",type=\"limit\"}", count => count >= 1);
        await vigia.UntilMetricAsync("connection_errors_total{protocol=\"mqtt\",type=\"protocol\"}", count => count >= 1);
        using HttpResponseMessage ready = await vigia.Client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        await honest.ServedAsync();
    }

    private static async Task RefusedAsync(VigiaProcess vigia, HttpStatusCode expected, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await vigia.Client.PostAsync("/api/v1/messages", content);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{expected} was expected for {Encoding.Latin1.GetString(body.AsSpan(0, Math.Min(body.Length, 60)))}: {answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        JsonNode problem = JsonNode.Parse(text)!;
        Assert.False(string.IsNullOrEmpty((string?)problem["detail"]), text);
        Assert.False(string.IsNullOrEmpty((string?)problem["code"]), text);
    }

    private static async Task<string> ExchangeAsync(int port, string request)
    {
        using RawPeer peer = await RawPeer.OpenAsync(port);
        await peer.SendAsync(Encoding.Latin1.GetBytes(request));
        return await peer.ReadToEndAsync();
    }

    private static async Task<string> WebSocketAsync(VigiaSetup setup, string frames)
    {
        using RawPeer peer = await RawPeer.OpenWebSocketAsync(setup, 0);
        Task<string> answer = peer.ReadToEndAsync();
        await peer.SendAsync(Encoding.Latin1.GetBytes(frames));
        return await answer;
    }

    private static async Task<string> MqttAsync(VigiaSetup setup, string packets)
    {
        using RawPeer peer = await RawPeer.OpenMqttAsync(setup, 1);
        await peer.SendAsync(Encoding.Latin1.GetBytes(packets));
        return await peer.ReadToEndAsync();
    }
}
