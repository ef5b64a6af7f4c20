using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;

namespace Vigia.Storage.Metrics.Head;

internal sealed partial class SeriesHead
{
    /// <summary>Takes the floats and histograms of a batch and writes each one's status.</summary>
    /// <returns>How many were appended.</returns>
    public int Append(SampleBatch batch, in AppendLimits limits, long minTime, long maxTime, ChunkScratch scratch)
    {
        ReadOnlySpan<SeriesRef> series = batch.Series;
        ReadOnlySpan<long> times = batch.Timestamps;
        ReadOnlySpan<double> values = batch.Values;
        Span<AppendStatus> status = batch.Status;
        int appended = 0;
        for (int i = 0; i < series.Length;)
        {
            // One lock for all that follow each other in a stripe: batches mostly do.
            ulong at = series[i].Value / HeadStripe.Size;
            HeadStripe? stripe = StripeOf(series[i].Value);
            if (stripe is null)
            {
                status[i++] = AppendStatus.UnknownSeries;
                continue;
            }

            lock (stripe.Lock)
            {
                // Within the lock: a cut that has read the stripe before has set it before.
                long cutBefore = Volatile.Read(ref _cutBefore);
                for (; i < series.Length && series[i].Value / HeadStripe.Size == at; i++)
                {
                    long time = times[i];
                    AppendStatus result = time < minTime ? AppendStatus.TooOld
                        : time > maxTime ? AppendStatus.TooNew
                        : stripe.Append((int)(series[i].Value % HeadStripe.Size), time, values[i], limits, scratch);
                    status[i] = result;
                    if (result == AppendStatus.Appended)
                    {
                        appended++;
                        if (time < cutBefore)
                        {
                            KeepFromCut(new CutOff((uint)series[i].Value, time, values[i], null));
                        }
                    }
                }
            }
        }

        foreach (ref HistogramSample sample in batch.HistogramSpan)
        {
            sample.Status = Append(sample, limits, minTime, maxTime, scratch);
            appended += sample.Status == AppendStatus.Appended ? 1 : 0;
        }

        return appended;
    }

    private AppendStatus Append(in HistogramSample sample, in AppendLimits limits, long minTime, long maxTime, ChunkScratch scratch)
    {
        if (StripeOf(sample.Series.Value) is not { } stripe)
        {
            return AppendStatus.UnknownSeries;
        }

        if (!HistogramChunk.IsValid(sample.Histogram))
        {
            return AppendStatus.InvalidHistogram;
        }

        if (sample.Timestamp < minTime || sample.Timestamp > maxTime)
        {
            return sample.Timestamp < minTime ? AppendStatus.TooOld : AppendStatus.TooNew;
        }

        lock (stripe.Lock)
        {
            AppendStatus status = stripe.Append((int)(sample.Series.Value % HeadStripe.Size), sample.Timestamp, sample.Histogram, limits, scratch);
            if (status == AppendStatus.Appended && sample.Timestamp < Volatile.Read(ref _cutBefore))
            {
                KeepFromCut(new CutOff((uint)sample.Series.Value, sample.Timestamp, 0, sample.Histogram));
            }

            return status;
        }
    }
}
