using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.Extensions.Options;
using Vigia.Console.Dashboards.Json;
using Vigia.Console.Dashboards.Queries;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.QueryApi.Json;

namespace Vigia.Console.Dashboards.Sharing;

/// <summary>
/// The encoded answers of panels, for all who ask the same at the same time and a moment after: a hundred people before one dashboard cost one of them, and
/// the sending. Bounded in answers and in bytes; thread-safe.
/// </summary>
internal sealed class SharedAnswers(PanelQueries panels, IOptions<DashboardOptions> options, TimeProvider time, MetricRegistry metrics)
{
    private readonly SingleFlight<SharedAnswerKey, EncodedAnswer> _flight = new(time, new SingleFlightMetrics(
        metrics.CreateCounter("vigia_dashboard_answers_total", "Answers of panels, by whether they were evaluated, joined one in flight, or were sent from memory.", ["answer"]),
        metrics.CreateCounter("vigia_dashboard_answer_cache_evicted_total", "Answers forgotten before their time for want of room.")))
    {
        MaxValues = options.Value.MaxCachedAnswers,
        MaxWeight = options.Value.MaxCachedAnswerBytes,
        Weight = static answer => answer.Bytes.Length,
        Lifetime = static (_, answer) => answer.Lifetime,
    };

    /// <summary>Answers a request.</summary>
    /// <exception cref="PanelRequestException">The request is wrong, or there is no such dashboard or panel.</exception>
    public Task<EncodedAnswer> AnswerAsync(SharedAnswerKey key, PanelRequest request, CancellationToken cancellationToken) =>
        _flight.RunAsync(key, token => EncodeAsync(key, request, token), cancellationToken);

    private async Task<EncodedAnswer> EncodeAsync(SharedAnswerKey key, PanelRequest request, CancellationToken cancellationToken)
    {
        PanelAnswer answer = await panels.AnswerAsync(request, cancellationToken);
        using var bytes = new MemoryStream();
        Stream target = key.IsCompressed ? new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true) : bytes;
        PipeWriter writer = PipeWriter.Create(target, new StreamPipeWriterOptions(minimumBufferSize: 64 * 1024, leaveOpen: true));
        await PanelAnswerWriter.WriteAsync(new ApiJson(writer), answer, request.SharesTimes, cancellationToken);
        await writer.CompleteAsync();
        if (key.IsCompressed)
        {
            // Its end belongs to the answer.
            await target.DisposeAsync();
        }

        return new EncodedAnswer(bytes.ToArray(), LifetimeOf(answer));
    }

    // Half of what a query may be kept: who refreshes as often as that sees each new value. What is asked for one moment is as new as a second.
    private TimeSpan LifetimeOf(PanelAnswer answer)
    {
        double most = Math.Min(options.Value.CacheFor.TotalMilliseconds / 2, answer.Values.Range.Interval / 2d);
        return TimeSpan.FromMilliseconds(answer.Panel.Targets.Any(static target => target.IsInstant) ? Math.Min(most, 1000) : most);
    }
}
