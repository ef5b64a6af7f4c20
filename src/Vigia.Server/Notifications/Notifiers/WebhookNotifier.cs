using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;

namespace Vigia.Server.Notifications.Notifiers;

/// <summary>
/// Posts Alertmanager's JSON. With a secret, <c>X-Vigia-Signature: v1=…</c> is the HMAC-SHA256, in hexadecimal digits, of <c>X-Vigia-Timestamp</c> (seconds
/// since 1970), a dot and the body: a receiver refuses what is wrong or old.
/// </summary>
internal sealed class WebhookNotifier(WebhookConfiguration configuration, SecretText? secret, OutboundGuard guard, TimeProvider time) : INotifier
{
    private readonly HttpSender _sender = new(configuration.Client, guard, time);

    public async Task<SendResult> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        byte[] body = WebhookMessage.Write(notice, configuration.MaxAlerts);
        List<KeyValuePair<string, string>> headers = [];
        if (secret is not null)
        {
            try
            {
                string timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                headers.Add(new("X-Vigia-Timestamp", timestamp));
                headers.Add(new("X-Vigia-Signature", "v1=" + Sign(await secret.ReadAsync(cancellationToken), timestamp, body)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return new SendResult(SendOutcome.Failed, "configuration", "hmac_secret_file: " + exception.Message);
            }
        }

        return await _sender.PostAsync(await HttpSender.AddressAsync(configuration.Url, cancellationToken), body, headers, judge: null, cancellationToken);
    }

    public void Dispose() => _sender.Dispose();

    /// <summary>The signature of a body at a time.</summary>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(timestamp + "."), .. body]));
}
