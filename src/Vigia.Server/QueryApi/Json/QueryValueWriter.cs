using Vigia.Model.Metrics;
using Vigia.Model.Queries;

namespace Vigia.Server.QueryApi.Json;

/// <summary>Writes what a query evaluates to, as Prometheus does.</summary>
internal static class QueryValueWriter
{
    public static async ValueTask WriteAsync(ApiJson json, QueryValue value, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case ScalarValue scalar:
                json.Raw("{\"resultType\":\"scalar\",\"result\":"u8);
                json.ScalarSample(scalar.Timestamp, scalar.Value);
                break;
            case StringValue text:
                json.Raw("{\"resultType\":\"string\",\"result\":["u8);
                json.ScalarTimestamp(text.Timestamp);
                json.Raw(","u8);
                json.String(text.Text);
                json.Raw("]"u8);
                break;
            case VectorValue vector:
                json.Raw("{\"resultType\":\"vector\",\"result\":"u8);
                await WriteVectorAsync(json, vector, cancellationToken);
                break;
            case MatrixValue matrix:
                json.Raw("{\"resultType\":\"matrix\",\"result\":"u8);
                await WriteMatrixAsync(json, matrix, cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"A query cannot evaluate to {value.GetType().Name}.");
        }
    }

    private static async ValueTask WriteVectorAsync(ApiJson json, VectorValue vector, CancellationToken cancellationToken)
    {
        json.Raw("["u8);
        bool isFirst = true;
        foreach (VectorSample sample in vector.Samples)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"metric\":"u8);
            json.Labels(sample.Labels);
            if (sample.Histogram is { } histogram)
            {
                json.Raw(",\"histogram\":["u8);
                json.Timestamp(sample.Timestamp);
                json.Raw(","u8);
                HistogramWriter.Write(json, histogram);
                json.Raw("]}"u8);
            }
            else
            {
                json.Raw(",\"value\":"u8);
                json.Sample(sample.Timestamp, sample.Value);
                json.Raw("}"u8);
            }

            await json.FlushIfLargeAsync(cancellationToken);
        }

        json.Raw("]"u8);
    }

    private static async ValueTask WriteMatrixAsync(ApiJson json, MatrixValue matrix, CancellationToken cancellationToken)
    {
        json.Raw("["u8);
        bool isFirst = true;
        foreach (MatrixSeries series in matrix.Series)
        {
            json.Comma(ref isFirst);
            json.Raw("{\"metric\":"u8);
            json.Labels(series.Labels);
            WriteSamples(json, series);
            json.Raw("}"u8);
            await json.FlushIfLargeAsync(cancellationToken);
        }

        json.Raw("]"u8);
    }

    private static void WriteSamples(ApiJson json, MatrixSeries series)
    {
        ReadOnlySpan<long> timestamps = series.Timestamps.Span;
        ReadOnlySpan<double> values = series.Values.Span;
        ReadOnlySpan<NativeHistogram?> histograms = series.Histograms.Span;
        if (histograms.IsEmpty)
        {
            WriteFloats(json, timestamps, values);
            return;
        }

        bool isFirst = true;
        for (int i = 0; i < timestamps.Length; i++)
        {
            if (histograms[i] is null)
            {
                json.Raw(isFirst ? ",\"values\":["u8 : ","u8);
                json.Sample(timestamps[i], values[i]);
                isFirst = false;
            }
        }

        json.Raw(isFirst ? default : "]"u8);
        isFirst = true;
        for (int i = 0; i < histograms.Length; i++)
        {
            if (histograms[i] is { } histogram)
            {
                json.Raw(isFirst ? ",\"histograms\":[["u8 : ",["u8);
                json.Timestamp(timestamps[i]);
                json.Raw(","u8);
                HistogramWriter.Write(json, histogram);
                json.Raw("]"u8);
                isFirst = false;
            }
        }

        json.Raw(isFirst ? default : "]"u8);
    }

    private static void WriteFloats(ApiJson json, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        if (timestamps.IsEmpty)
        {
            return;
        }

        json.Raw(",\"values\":["u8);
        for (int written = 0; written < timestamps.Length;)
        {
            written += json.Samples(timestamps[written..], values[written..]);
        }

        json.Raw("]"u8);
    }
}
