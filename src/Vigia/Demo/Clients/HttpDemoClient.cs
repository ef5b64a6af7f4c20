using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vigia.Demo.Traffic;

namespace Vigia.Demo.Clients;

/// <summary>Sends by <c>POST /api/v1/messages</c>, over connections that live for some seconds each.</summary>
internal sealed class HttpDemoClient : IDemoClient
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client;
    private readonly Uri _messages;
    private readonly DemoCredentials _credentials;
    private readonly TimeProvider _time;

    public HttpDemoClient(Uri module, DemoCredentials credentials, TimeProvider time)
    {
        _messages = new Uri(module, "/api/v1/messages");
        _credentials = credentials;
        _time = time;
        _client = new HttpClient(CreateHandler()) { Timeout = AnswerTimeout };
    }

    public string Protocol => "http";

    public async Task<SendResult> SendAsync(Shot shot, CancellationToken cancellationToken)
    {
        if (shot.Kind == TrafficKind.BrokenConnection)
        {
            byte[] beginning = Encoding.ASCII.GetBytes(
                $"POST /api/v1/messages HTTP/1.1\r\nHost: {_messages.Authority}\r\nAuthorization: Bearer {_credentials.Key}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{\"type\":");
            return await BrokenConnection.OpenAsync(new DnsEndPoint(_messages.Host, _messages.Port), beginning, _time, cancellationToken);
        }

        using HttpRequestMessage request = Create(shot);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Acknowledged(shot, body) : SendResult.Rejected(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException exception)
        {
            return SendResult.Failed(exception.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendResult.Failed("timeout");
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A handler whose requests leave no mark in the module's own traces and metrics: the demo shares its process.</summary>
    internal static SocketsHttpHandler CreateHandler() => new()
    {
        PooledConnectionLifetime = ConnectionLifetime,
        ActivityHeadersPropagator = null,
        MeterFactory = new SilentMeterFactory(),
        UseProxy = false,
    };

    private HttpRequestMessage Create(Shot shot)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _messages) { Content = CreateContent(shot) };

        // Half of the good messages come with a token. An idempotency key belongs to who showed it, so those stay with the API key.
        bool token = shot is { Kind: TrafficKind.Normal, IdempotencyKey: null } && shot.Message.UserId[^1] % 2 == 0;
        string? secret = token ? _credentials.CreateToken() : _credentials.For(shot.Kind);
        if (secret is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        if (shot.IdempotencyKey is { } key)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return request;
    }

    private HttpContent CreateContent(Shot shot) => shot.Kind switch
    {
        TrafficKind.Malformed => Json("{\"type\":\"pedido.criado\",\"payload\":{"u8.ToArray()),
        TrafficKind.Batch => new ByteArrayContent(Lines(shot.Messages)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } },
        TrafficKind.SlowSender => new SlowContent(MessageJson.Write(shot.Message), _time),
        _ => Json(MessageJson.Write(shot.Message)),
    };

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static byte[] Lines(IReadOnlyList<DemoMessage> messages)
    {
        using var lines = new MemoryStream();
        foreach (DemoMessage message in messages)
        {
            lines.Write(MessageJson.Write(message));
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    // One message: {"id":…,"status":…}. A batch: {"results":[{"id":…},…]}; what a result lacks an id for was refused.
    private static SendResult Acknowledged(Shot shot, string body)
    {
        using JsonDocument answer = JsonDocument.Parse(body);
        JsonElement root = answer.RootElement;
        if (root.TryGetProperty("id", out JsonElement id))
        {
            return SendResult.Acknowledged(id.GetString()!);
        }

        JsonElement results = root.ValueKind == JsonValueKind.Array ? root
            : root.TryGetProperty("results", out JsonElement found) ? found
            : default;
        if (results.ValueKind != JsonValueKind.Array)
        {
            return SendResult.Failed("an answer without ids");
        }

        string[] ids = [.. results.EnumerateArray().Where(IsQueued).Select(result => result.GetProperty("id").GetString()!)];
        return ids.Length == shot.Messages.Count
            ? SendResult.Acknowledged(ids)
            : new SendResult(SendOutcome.Acknowledged, ids, "partly refused");
    }

    private static bool IsQueued(JsonElement result) =>
        result.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String
        && result.TryGetProperty("status", out JsonElement status) && status.GetString() == "queued";

    private sealed class SilentMeterFactory : IMeterFactory
    {
        private readonly Meter _meter = new("demo");

        public Meter Create(MeterOptions options) => _meter;

        public void Dispose() => _meter.Dispose();
    }
}
