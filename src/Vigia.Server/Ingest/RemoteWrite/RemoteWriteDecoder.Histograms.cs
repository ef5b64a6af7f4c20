using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.RemoteWrite;

internal sealed partial class RemoteWriteDecoder
{
    /// <summary>The same in both versions.</summary>
    private void ReadHistogram(SeriesRef series, ReadOnlySpan<byte> message)
    {
        _histogram.Clear();
        long timestamp = 0;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: _histogram.Count = reader.Integer(); break;
                case 2: _histogram.Count = reader.Double(); _histogram.IsFloat = true; break;
                case 3: _histogram.Sum = reader.Double(); break;
                case 4: _histogram.Schema = (int)reader.ZigZag(); break;
                case 5: _histogram.ZeroThreshold = reader.Double(); break;
                case 6: _histogram.ZeroCount = reader.Integer(); break;
                case 7: _histogram.ZeroCount = reader.Double(); break;
                case 8: _histogram.AddSpan(reader.Bytes(), isNegative: true); break;
                case 9: reader.AddZigZag(_histogram.NegativeDeltas); break;
                case 10: reader.AddDoubles(_histogram.NegativeCounts); break;
                case 11: _histogram.AddSpan(reader.Bytes(), isNegative: false); break;
                case 12: reader.AddZigZag(_histogram.PositiveDeltas); break;
                case 13: reader.AddDoubles(_histogram.PositiveCounts); break;
                case 14: _histogram.ResetHint = reader.Integer() is var hint and <= 3 ? (CounterReset)hint : CounterReset.Unknown; break;
                case 15: timestamp = reader.Signed(); break;
                case 16: reader.AddDoubles(_histogram.CustomValues); break;
                default: reader.Skip(); break;
            }
        }

        if (series.IsNone)
        {
            RefuseLabels();
        }
        else if (_histogram.TryBuild(out NativeHistogram? histogram, out string? error))
        {
            _histogramSeries.Add(_series.Count - 1);
            Batch.Histograms.Add(new HistogramSample(series, timestamp, histogram!));
        }
        else
        {
            _refused++;
            metrics.Refused.WithLabels("invalid_histogram").Increment();
            Note(error!, series);
        }
    }

    /// <summary>Resolves series anew that the sink forgot since they were cached, and appends their samples again.</summary>
    private void Renew(ReadOnlySpan<byte> message)
    {
        var again = new SampleBatch();
        var floats = new List<int>();
        var histograms = new List<int>();
        for (int i = 0; i < Batch.Count; i++)
        {
            if (Batch.Status[i] == AppendStatus.UnknownSeries)
            {
                SeriesRef series = Renew(message, _series[_floatSeries[i]]);
                Batch.Series[i] = series;
                if (!series.IsNone)
                {
                    again.Add(series, Batch.Timestamps[i], Batch.Values[i]);
                    floats.Add(i);
                }
            }
        }

        Span<HistogramSample> samples = Batch.HistogramSpan;
        for (int i = 0; i < samples.Length; i++)
        {
            if (samples[i].Status == AppendStatus.UnknownSeries)
            {
                samples[i].Series = Renew(message, _series[_histogramSeries[i]]);
                if (!samples[i].Series.IsNone)
                {
                    again.Histograms.Add(samples[i] with { Status = AppendStatus.Appended });
                    histograms.Add(i);
                }
            }
        }

        sink.Append(again);
        for (int i = 0; i < floats.Count; i++)
        {
            Batch.Status[floats[i]] = again.Status[i];
        }

        for (int i = 0; i < histograms.Count; i++)
        {
            samples[histograms[i]].Status = again.HistogramSpan[i].Status;
        }
    }

    private SeriesRef Renew(ReadOnlySpan<byte> message, (int Start, int Length) at)
    {
        ReadOnlySpan<byte> series = message.Slice(at.Start, at.Length);
        return _isVersion2 ? Renew2(message, series) : Renew1(series);
    }

    private SeriesRef Renew1(ReadOnlySpan<byte> series)
    {
        SeriesRef renewed = ReadLabels1(series);

        // Of those refused for now the next request asks again.
        if (!renewed.IsNone && HasLabelsFirst(series, out int afterLabels))
        {
            cache.Set(System.IO.Hashing.XxHash128.HashToUInt128(series[..afterLabels], seed), renewed);
        }

        return renewed;
    }
}
