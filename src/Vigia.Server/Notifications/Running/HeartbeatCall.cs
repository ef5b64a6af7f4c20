using System.Globalization;
using Vigia.Server.HttpClients;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Notifiers;

namespace Vigia.Server.Notifications.Running;

/// <summary>One call of the heartbeat's address: GET, which every such service takes.</summary>
internal static class HeartbeatCall
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static async Task<SendResult> SendAsync(HeartbeatConfiguration heartbeat, OutboundGuard guard, TimeProvider time, CancellationToken cancellationToken)
    {
        Uri? address = await HttpSender.AddressAsync(heartbeat.Url, cancellationToken);
        if (address is null)
        {
            return new SendResult(SendOutcome.Failed, "configuration", "the heartbeat's address is missing or is none");
        }

        using HttpClient client = ConfiguredHttpClient.Create(heartbeat.Client, time, guard.ConnectAsync);
        using var limit = new CancellationTokenSource(Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            string status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            return answer.IsSuccessStatusCode ? new SendResult(SendOutcome.Sent, "ok", status) : new SendResult(SendOutcome.Failed, "status", status);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new SendResult(SendOutcome.Failed, "network", exception.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Failed, "timeout", "no answer");
        }
    }
}
