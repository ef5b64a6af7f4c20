using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using Vigia.Server.Configuration.Model;
using Vigia.Server.HttpClients;
using Vigia.Server.Notifications.Delivery;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>Posts JSON and judges the answer. Thread safe.</summary>
internal sealed class HttpSender(HttpClientConfiguration configuration, OutboundGuard guard, TimeProvider time) : IDisposable
{
    private const int MaxAnswer = 16 * 1024;
    private const int ShownAnswer = 1024;
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private readonly HttpClient _client = ConfiguredHttpClient.Create(configuration, time, guard.ConnectAsync);

    /// <summary>Posts a body once.</summary>
    /// <param name="address">Where; null where it is not known.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">Header fields beside the configured ones.</param>
    /// <param name="judge">Judges an answer of 2xx by its body; null where each is a success.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SendResult> PostAsync(
        Uri? address, byte[] body, IReadOnlyList<KeyValuePair<string, string>> headers, Func<string, SendResult?>? judge, CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return new SendResult(SendOutcome.Failed, "configuration", "the receiver's address is missing or is none");
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return Judge(answer, await ReadAsync(answer, cancellationToken), judge);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or AuthenticationException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            // The message may name host and port, never the path, which is the secret.
            return new SendResult(SendOutcome.Retry, "network", exception.InnerException is { } inner ? $"{exception.Message} ({inner.Message})" : exception.Message);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>A secret that is an address; null where it is missing or none.</summary>
    public static async Task<Uri?> AddressAsync(SecretText secret, CancellationToken cancellationToken)
    {
        try
        {
            return Uri.TryCreate(await secret.ReadAsync(cancellationToken), UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private SendResult Judge(HttpResponseMessage answer, string body, Func<string, SendResult?>? judge)
    {
        int status = (int)answer.StatusCode;
        string detail = string.Create(CultureInfo.InvariantCulture, $"{status} {body.Trim()}").Trim();
        if (answer.IsSuccessStatusCode)
        {
            return judge?.Invoke(body) ?? new SendResult(SendOutcome.Sent, "ok", detail);
        }

        bool isRetried = answer.StatusCode is HttpStatusCode.TooManyRequests || status >= 500;
        return new SendResult(isRetried ? SendOutcome.Retry : SendOutcome.Failed, "status", detail, isRetried ? RetryAfter(answer) : null);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer)
    {
        TimeSpan? wait = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - time.GetUtcNow();
        return wait is null || wait <= TimeSpan.Zero ? null : wait < LongestRetryAfter ? wait : LongestRetryAfter;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using Stream stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswer];
        int read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        string text = Encoding.UTF8.GetString(buffer, 0, read);
        return text.Length <= ShownAnswer ? text : text[..ShownAnswer] + "…";
    }
}
