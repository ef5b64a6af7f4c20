using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.RemoteWrite;

/// <summary>One queue of a remote writer, and who empties it: batch after batch, each until it is taken or refused.</summary>
internal sealed partial class RemoteWriteShard(
    RemoteWriteConfiguration configuration,
    int capacity,
    RemoteWriteClient client,
    OutgoingLabels labels,
    OutgoingMetadata metadata,
    RemoteWriterMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    private readonly Channel<QueuedSample> _queue = Channel.CreateBounded<QueuedSample>(new BoundedChannelOptions(capacity) { SingleReader = true });
    private readonly RemoteWriteEncoder _encoder = new(configuration.IsVersion2, metadata);
    private readonly List<QueuedSample> _batch = [];

    /// <summary>Samples that wait.</summary>
    public int Pending => _queue.Reader.Count;

    /// <summary>Adds a sample; false where the queue is full.</summary>
    public bool TryAdd(in QueuedSample sample) => _queue.Writer.TryWrite(sample);

    /// <summary>Takes no more; <see cref="RunAsync"/> ends when what waits is sent.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Sends until the queue is complete and empty, or it is aborted.</summary>
    public async Task RunAsync(CancellationToken abort)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(abort))
            {
                await FillAsync(abort);
                await SendAsync(abort);
            }
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            int left = _batch.Count;
            while (_queue.Reader.TryRead(out _))
            {
                left++;
            }

            metrics.Dropped("shutdown").Increment(left);
        }
    }

    private async Task FillAsync(CancellationToken abort)
    {
        _batch.Clear();
        using var deadline = new CancellationTokenSource(configuration.Queue.BatchSendDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abort, deadline.Token);
        while (_batch.Count < configuration.Queue.MaxSamplesPerSend)
        {
            if (_queue.Reader.TryRead(out QueuedSample sample))
            {
                _batch.Add(sample);
                continue;
            }

            try
            {
                if (!await _queue.Reader.WaitToReadAsync(either.Token))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !abort.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task SendAsync(CancellationToken abort)
    {
        TimeSpan backoff = configuration.Queue.MinBackoff;
        for (int attempt = 0; ; attempt++)
        {
            int count = Encode(out long newest);
            if (count == 0)
            {
                return;
            }

            long began = time.GetTimestamp();
            SendResult result = await client.SendAsync(_encoder.End(), attempt, bytes => metrics.Bytes.Increment(bytes), abort);
            metrics.Duration.Observe(time.GetElapsedTime(began).TotalSeconds);
            switch (result.Kind)
            {
                case SendKind.Taken:
                    metrics.Sent.Increment(count);
                    metrics.HighestSent.Set(newest / 1000.0);
                    _batch.Clear();
                    return;
                case SendKind.Refused:
                    metrics.Failed.Increment(count);
                    LogRefused(logger, configuration.Name, count, result.Error);
                    _batch.Clear();
                    return;
            }

            metrics.Retried.Increment(count);
            if (attempt == 0)
            {
                LogLater(logger, configuration.Name, count, result.Error);
            }

            await Task.Delay(result.RetryAfter is { } after && after > backoff ? Min(after, TimeSpan.FromHours(1)) : backoff, time, abort);
            backoff = Min(backoff * 2, configuration.Queue.MaxBackoff);
        }
    }

    /// <summary>Writes the batch; what a rule drops or what has become too old leaves it.</summary>
    private int Encode(out long newest)
    {
        long oldest = configuration.Queue.SampleAgeLimit > TimeSpan.Zero
            ? (time.GetUtcNow() - configuration.Queue.SampleAgeLimit).ToUnixTimeMilliseconds()
            : long.MinValue;
        newest = long.MinValue;
        _encoder.Begin();
        int count = 0;
        for (int i = 0; i < _batch.Count; i++)
        {
            QueuedSample sample = _batch[i];
            if (sample.Timestamp < oldest)
            {
                metrics.Dropped("too_old").Increment();
            }
            else if (labels.Of(sample.Series) is not { } set)
            {
                metrics.Dropped("dropped_series").Increment();
            }
            else
            {
                _encoder.Add(set, sample);
                newest = Math.Max(newest, sample.Timestamp);
                _batch[count++] = sample;
            }
        }

        _batch.RemoveRange(count, _batch.Count - count);
        return count;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(Level = LogLevel.Error, Message = "Amostras recusadas pelo destino, não serão enviadas de novo: {Error}")]
    private static partial void LogRefused(ILogger logger, string remote, int samples, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Envio de amostras falhou, nova tentativa agendada: {Error}")]
    private static partial void LogLater(ILogger logger, string remote, int samples, string error);
}
