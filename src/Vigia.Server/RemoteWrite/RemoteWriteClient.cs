using System.Net;
using System.Net.Http.Headers;
using Snappier;
using Vigia.Server.Configuration.Model;
using Vigia.Server.HttpClients;

namespace Vigia.Server.RemoteWrite;

/// <summary>Sends messages to one receiver. Safe from any thread.</summary>
internal sealed class RemoteWriteClient(RemoteWriteConfiguration configuration, TimeProvider time) : IDisposable
{
    private const int MaxErrorLength = 512;

    private readonly HttpClient _client = ConfiguredHttpClient.Create(configuration.Client, time);

    /// <summary>Packs and sends one message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="retryAttempt">How often it was sent before.</param>
    /// <param name="onPacked">Is told the packed size.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SendResult> SendAsync(ReadOnlyMemory<byte> message, int retryAttempt, Action<int> onPacked, CancellationToken cancellationToken)
    {
        using PackedMessage packed = Pack(message);
        onPacked(packed.Length);
        using var request = new HttpRequestMessage(HttpMethod.Post, configuration.Address) { Content = new ReadOnlyMemoryContent(packed.Memory) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
            configuration.IsVersion2 ? "application/x-protobuf;proto=io.prometheus.write.v2.Request" : "application/x-protobuf");
        request.Content.Headers.ContentEncoding.Add("snappy");
        request.Headers.TryAddWithoutValidation("X-Prometheus-Remote-Write-Version", configuration.IsVersion2 ? "2.0.0" : "0.1.0");
        if (retryAttempt > 0)
        {
            request.Headers.TryAddWithoutValidation("Retry-Attempt", retryAttempt.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        using var timeout = new CancellationTokenSource(configuration.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(answer, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendKind.Later, null, $"no answer within {configuration.Timeout.TotalSeconds} s");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // No connection, a secret's file that is missing, a token server that answers nonsense: all may be right again later.
            return new SendResult(SendKind.Later, null, exception.Message);
        }
    }

    public void Dispose() => _client.Dispose();

    private static PackedMessage Pack(ReadOnlyMemory<byte> message)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Snappy.GetMaxCompressedLength(message.Length));
        return new PackedMessage(buffer, Snappy.Compress(message.Span, buffer));
    }

    private async Task<SendResult> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return new SendResult(SendKind.Taken, null, "");
        }

        byte[] start = new byte[MaxErrorLength];
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        int length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        string error = $"server returned HTTP status {(int)answer.StatusCode}: {System.Text.Encoding.UTF8.GetString(start, 0, length).Trim()}";
        bool isLater = (int)answer.StatusCode >= 500 || (answer.StatusCode == HttpStatusCode.TooManyRequests && configuration.Queue.RetryOnRateLimit);
        RetryConditionHeaderValue? retry = answer.Headers.RetryAfter;
        TimeSpan? after = retry?.Delta ?? (retry?.Date - time.GetUtcNow());
        return new SendResult(isLater ? SendKind.Later : SendKind.Refused, isLater ? after : null, error);
    }

    private sealed class PackedMessage(byte[] buffer, int length) : IDisposable
    {
        public int Length => length;

        public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, length);

        public void Dispose() => System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
    }
}
