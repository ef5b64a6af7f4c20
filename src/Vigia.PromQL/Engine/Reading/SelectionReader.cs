using System.Runtime.InteropServices;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.PromQL.Engine.Columns;
using Vigia.PromQL.Histograms;

namespace Vigia.PromQL.Engine.Reading;

/// <summary>Reads from a source.</summary>
/// <param name="selection">The series.</param>
/// <param name="detectsResets">
/// Whether histograms without a hint are compared with the one before, as Prometheus does where only counts and sums are asked for.
/// </param>
internal sealed class SelectionReader(SeriesSelection selection, bool detectsResets) : SampleReader
{
    public override int Count => selection.Count;

    public override LabelSet Labels(int index) => selection.Labels(index);

    public override SampleColumns Read(int index, long min, long max, ReadScratch scratch)
    {
        SampleColumns samples = ReadAll(index, min, max, scratch);
        return HasStale(samples) ? WithoutStale(samples, scratch.Cleaned) : samples;
    }

    /// <summary>Like <see cref="Read"/>, with the stale markers.</summary>
    public SampleColumns ReadAll(int index, long min, long max, ReadScratch scratch)
    {
        SampleColumns samples = scratch.Samples;
        samples.Clear();
        selection.Read(index, min, max, samples);
        return detectsResets && samples.HasHistograms ? WithHints(samples, scratch.Cleaned) : samples;
    }

    private static bool HasStale(SampleColumns samples)
    {
        if (MemoryMarshal.Cast<double, long>(samples.Values).Contains(StaleMarker.Bits))
        {
            return true;
        }

        foreach (NativeHistogram? histogram in samples.Histograms)
        {
            if (histogram is { IsStale: true })
            {
                return true;
            }
        }

        return false;
    }

    private static SampleColumns WithoutStale(SampleColumns samples, SampleColumns cleaned)
    {
        if (ReferenceEquals(samples, cleaned))
        {
            return InPlaceWithoutStale(samples);
        }

        cleaned.Clear();
        for (int i = 0; i < samples.Count; i++)
        {
            Append(samples, i, cleaned);
        }

        return cleaned;
    }

    /// <summary>Samples that stand in the cleaned columns already are few: histograms whose resets were looked for.</summary>
    private static SampleColumns InPlaceWithoutStale(SampleColumns samples)
    {
        var rest = new List<(long Time, double Value, NativeHistogram? Histogram)>(samples.Count);
        for (int i = 0; i < samples.Count; i++)
        {
            NativeHistogram? histogram = samples.Histograms[i];
            if (!(histogram?.IsStale ?? StaleMarker.Is(samples.Values[i])))
            {
                rest.Add((samples.Timestamps[i], samples.Values[i], histogram));
            }
        }

        samples.Clear();
        foreach ((long time, double value, NativeHistogram? histogram) in rest)
        {
            if (histogram is null)
            {
                samples.Add(time, value);
            }
            else
            {
                samples.Add(time, histogram);
            }
        }

        return samples;
    }

    private static void Append(SampleColumns samples, int index, SampleColumns cleaned)
    {
        NativeHistogram? histogram = samples.HasHistograms ? samples.Histograms[index] : null;
        if (histogram is null)
        {
            if (!StaleMarker.Is(samples.Values[index]))
            {
                cleaned.Add(samples.Timestamps[index], samples.Values[index]);
            }
        }
        else if (!histogram.IsStale)
        {
            cleaned.Add(samples.Timestamps[index], histogram);
        }
    }

    private static SampleColumns WithHints(SampleColumns samples, SampleColumns hinted)
    {
        hinted.Clear();
        NativeHistogram? previous = null;
        for (int i = 0; i < samples.Count; i++)
        {
            if (samples.Histograms[i] is not { } histogram)
            {
                hinted.Add(samples.Timestamps[i], samples.Values[i]);
                continue;
            }

            NativeHistogram stored = histogram;
            if (!stored.IsStale && stored.ResetHint == CounterReset.Unknown && previous is not null)
            {
                bool isReset = HistogramArithmetic.IsReset(stored, previous);
                histogram = stored with { ResetHint = isReset ? CounterReset.Reset : CounterReset.NotReset };
            }

            previous = stored.IsStale ? previous : stored;
            hinted.Add(samples.Timestamps[i], histogram);
        }

        return hinted;
    }
}
