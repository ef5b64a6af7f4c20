using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.RemoteWrite;

/// <summary>
/// Sends samples to one receiver, in shards that each keep the order of their series. What comes while the queues are full is dropped and counted:
/// taking samples in never waits for a receiver. <see cref="Enqueue"/> is safe from any thread.
/// </summary>
/// <remarks>
/// The number of shards is fixed by the number of processors, within <c>min_shards</c> and <c>max_shards</c>; together they hold as many samples as
/// <c>capacity</c> × <c>max_shards</c> allows, at most <see cref="MaxQueuedSamples"/>.
/// </remarks>
internal sealed class RemoteWriter : IAsyncDisposable
{
    /// <summary>At about 40 bytes each: 40 MB.</summary>
    private const int MaxQueuedSamples = 1_000_000;

    private readonly CancellationTokenSource _abort = new();
    private readonly RemoteWriteConfiguration _configuration;
    private readonly RemoteWriteClient _client;
    private readonly RemoteWriteShard[] _shards;
    private readonly RemoteWriterMetrics _metrics;
    private readonly Task _metadata;
    private readonly Task[] _running;

    public RemoteWriter(
        RemoteWriteConfiguration configuration, LabelSet externalLabels, TappedMetricSink sink, MetricRegistry metrics, TimeProvider time, ILogger logger)
    {
        _configuration = configuration;
        _client = new RemoteWriteClient(configuration, time);
        _metrics = new RemoteWriterMetrics(metrics, configuration.Name, configuration.Address.GetLeftPart(UriPartial.Path));
        int shards = Math.Clamp(Environment.ProcessorCount, configuration.Queue.MinShards, configuration.Queue.MaxShards);
        long total = Math.Min((long)configuration.Queue.Capacity * configuration.Queue.MaxShards, MaxQueuedSamples);
        _shards = new RemoteWriteShard[shards];
        for (int i = 0; i < shards; i++)
        {
            _shards[i] = new RemoteWriteShard(
                configuration, (int)Math.Max(total / shards, 1), _client, new OutgoingLabels(sink, externalLabels, configuration.RelabelRules), sink.Metadata, _metrics, time, logger);
        }

        _metrics.Shards.Set(shards);
        _metrics.Pending.SetCallback(() => _shards.Sum(static shard => shard.Pending));
        _running = [.. _shards.Select(shard => Task.Run(() => shard.RunAsync(_abort.Token)))];
        _metadata = configuration.Metadata.Send && !configuration.IsVersion2 ? Task.Run(() => SendMetadataAsync(sink.Metadata, time)) : Task.CompletedTask;
    }

    /// <summary>Takes what a sink took; never waits.</summary>
    public void Enqueue(SampleBatch batch)
    {
        long full = 0;
        Span<AppendStatus> status = batch.Status;
        for (int i = 0; i < status.Length; i++)
        {
            if (status[i] == AppendStatus.Appended)
            {
                full += TryEnqueue(new QueuedSample(batch.Series[i], batch.Timestamps[i], batch.Values[i], null)) ? 0 : 1;
            }
        }

        if (_configuration.SendNativeHistograms)
        {
            foreach (ref HistogramSample sample in batch.HistogramSpan)
            {
                if (sample.Status == AppendStatus.Appended)
                {
                    full += TryEnqueue(new QueuedSample(sample.Series, sample.Timestamp, 0, sample.Histogram)) ? 0 : 1;
                }
            }
        }

        if (_configuration.SendExemplars)
        {
            foreach ((SeriesRef series, Exemplar exemplar) in batch.Exemplars)
            {
                full += TryEnqueue(new QueuedSample(series, exemplar.Timestamp, exemplar.Value, exemplar)) ? 0 : 1;
            }
        }

        if (full > 0)
        {
            _metrics.Dropped("queue_full").Increment(full);
        }
    }

    /// <summary>Sends what waits, until the token says that it is enough; the rest is dropped and counted.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (RemoteWriteShard shard in _shards)
        {
            shard.Complete();
        }

        try
        {
            await Task.WhenAll(_running).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _abort.CancelAsync();
            await Task.WhenAll(_running);
        }

        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync();
        await Task.WhenAll([.. _running, _metadata]);
        _client.Dispose();
        _abort.Dispose();
    }

    private bool TryEnqueue(in QueuedSample sample) => _shards[sample.Series.Value % (ulong)_shards.Length].TryAdd(sample);

    private async Task SendMetadataAsync(OutgoingMetadata metadata, TimeProvider time)
    {
        var encoder = new RemoteWriteEncoder(isVersion2: false, metadata);
        try
        {
            while (true)
            {
                await Task.Delay(_configuration.Metadata.SendInterval, time, _abort.Token);
                foreach (KeyValuePair<string, MetricMetadata>[] families in metadata.Families.Chunk(_configuration.Metadata.MaxSamplesPerSend))
                {
                    encoder.Begin();
                    foreach ((string family, MetricMetadata known) in families)
                    {
                        encoder.AddMetadata(family, known);
                    }

                    // What fails is sent again with the next round.
                    SendResult result = await _client.SendAsync(encoder.End(), 0, bytes => _metrics.Bytes.Increment(bytes), _abort.Token);
                    _metrics.MetadataSent.Increment(result.Kind == SendKind.Taken ? families.Length : 0);
                }
            }
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            return;
        }
    }
}
