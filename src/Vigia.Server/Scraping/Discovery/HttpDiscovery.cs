using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;
using Vigia.Server.HttpClients;

namespace Vigia.Server.Scraping.Discovery;

/// <summary>Targets from an address. While it fails, the targets it named last go on.</summary>
internal sealed partial class HttpDiscovery(HttpDiscoveryConfiguration configuration, ScrapeContext context) : ITargetDiscovery
{
    private const long MaxBytes = 64L * 1024 * 1024;
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(60);

    public async Task RunAsync(Func<IReadOnlyList<TargetGroup>, Task> update, CancellationToken cancellationToken)
    {
        using HttpClient client = ConfiguredHttpClient.Create(configuration.Client, context.Time);
        while (true)
        {
            try
            {
                await update(await FetchAsync(client, cancellationToken));
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidOperationException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                context.Metrics.HttpFailures.Increment();
                LogFailed(context.Logger, configuration.Address.ToString(), exception.Message);
            }

            await Task.Delay(configuration.RefreshInterval, context.Time, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<TargetGroup>> FetchAsync(HttpClient client, CancellationToken cancellationToken)
    {
        TimeSpan limit = configuration.RefreshInterval < MaxTimeout ? configuration.RefreshInterval : MaxTimeout;
        using var timeout = new CancellationTokenSource(limit, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, configuration.Address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation(
            "X-Prometheus-Refresh-Interval-Seconds", configuration.RefreshInterval.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException($"server returned HTTP status {(int)answer.StatusCode} {answer.ReasonPhrase}");
        }

        if (answer.Content.Headers.ContentType?.MediaType != "application/json")
        {
            throw new HttpRequestException($"unsupported content type \"{answer.Content.Headers.ContentType}\"");
        }

        await answer.Content.LoadIntoBufferAsync(MaxBytes, either.Token);
        return TargetGroupText.ReadJson(await answer.Content.ReadAsByteArrayAsync(either.Token), new Label("__meta_url", configuration.Address.ToString()));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Busca de alvos falhou, os alvos anteriores continuam valendo: {Error}")]
    private static partial void LogFailed(ILogger logger, string url, string error);
}
