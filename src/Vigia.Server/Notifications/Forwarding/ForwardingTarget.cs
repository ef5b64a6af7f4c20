using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using Vigia.Model.Alerts;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;
using Vigia.Server.HttpClients;
using Vigia.Server.Notifications.Api;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Notifications.Forwarding;

/// <summary>
/// One outside Alertmanager with its own queue. A batch that fails is dropped and counted, as Prometheus does: the source repeats what still fires,
/// and what it says by then is newer. Thread safe.
/// </summary>
internal sealed class ForwardingTarget : IAsyncDisposable
{
    /// <summary>Alerts that wait at most; further ones push the oldest out.</summary>
    public const int QueueCapacity = 10_000;

    private const int BatchSize = 256;

    private readonly Channel<Alert> _queue;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _client;
    private readonly AlertmanagersConfiguration _servers;
    private readonly ForwardingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Task _sending;

    public ForwardingTarget(Uri address, AlertmanagersConfiguration servers, ForwardingMetrics metrics, TimeProvider time)
    {
        (Address, _servers, _metrics, _time) = (address, servers, metrics, time);
        _queue = Channel.CreateBounded<Alert>(
            new BoundedChannelOptions(QueueCapacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => metrics.Dropped.WithLabels(address.ToString()).Increment());
        _client = ConfiguredHttpClient.Create(servers.Client, time);
        _sending = Task.Run(SendAllAsync, CancellationToken.None);
    }

    /// <summary>Where alerts are posted to.</summary>
    public Uri Address { get; }

    /// <summary>Takes alerts to be sent; returns at once.</summary>
    public void Offer(IReadOnlyList<Alert> alerts)
    {
        foreach (Alert alert in alerts)
        {
            if (Relabeled(alert, _servers.AlertRelabelRules) is { } relabeled)
            {
                _queue.Writer.TryWrite(relabeled);
            }
        }
    }

    /// <summary>Applies rules to an alert's labels; null where one drops it.</summary>
    public static Alert? Relabeled(Alert alert, IReadOnlyList<RelabelRule> rules)
    {
        if (rules.Count == 0)
        {
            return alert;
        }

        var labels = new LabelBuilder();
        labels.Reset(alert.Labels);
        return Relabeler.Apply(rules, labels) && labels.Build() is { Count: > 0 } built ? alert with { Labels = built } : null;
    }

    /// <summary>Sends what waits, as long as a request may take, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _stopping.CancelAfter(_servers.Timeout);
        await _sending;
        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task SendAllAsync()
    {
        var batch = new List<Alert>(BatchSize);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_stopping.Token))
            {
                batch.Clear();
                while (batch.Count < BatchSize && _queue.Reader.TryRead(out Alert? alert))
                {
                    batch.Add(alert);
                }

                await SendAsync(batch);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _metrics.Dropped.WithLabels(Address.ToString()).Increment(_queue.Reader.Count);
        }
    }

    private async Task SendAsync(List<Alert> batch)
    {
        string name = Address.ToString();
        _metrics.Sent.WithLabels(name).Increment(batch.Count);
        using var limit = new CancellationTokenSource(_servers.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token);
        try
        {
            using var content = new ByteArrayContent(Write(batch));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage answer = await _client.PostAsync(Address, content, linked.Token);
            if (!answer.IsSuccessStatusCode)
            {
                _metrics.Failed(name, batch.Count, ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // Also at the end of the program: what was cut off counts as not sent.
            _metrics.Failed(name, batch.Count, exception is OperationCanceledException ? $"no answer within {_servers.Timeout}" : exception.Message);
        }
    }

    private static byte[] Write(List<Alert> batch)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (Alert alert in batch)
            {
                json.WriteStartObject();
                AlertmanagerJson.Labels(json, "labels", alert.Labels);
                AlertmanagerJson.Labels(json, "annotations", LabelSet.From(alert.Annotations.Select(static pair => new Label(pair.Key, pair.Value))));
                AlertmanagerJson.Time(json, "startsAt", alert.StartsAt);
                AlertmanagerJson.Time(json, "endsAt", alert.EndsAt);
                if (alert.GeneratorUrl.Length > 0)
                {
                    json.WriteString("generatorURL", alert.GeneratorUrl);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return stream.ToArray();
    }
}
