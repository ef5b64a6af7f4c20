using System.Buffers;
using Microsoft.AspNetCore.Http;
using Snappier;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;
using Vigia.Server.RemoteWrite;

namespace Vigia.Server.RemoteRead;

/// <summary>Writes <c>prometheus.ReadResponse</c>: results 1, each with timeseries 1. Whole in memory, as snappy's block format asks for.</summary>
internal static class SampledAnswer
{
    /// <summary>Builds the message.</summary>
    /// <exception cref="RemoteReadException">It passes a limit.</exception>
    public static ProtobufWriter Build(
        IReadOnlyList<RemoteReadQuery> queries, Func<RemoteReadQuery, RemoteReadScan> open, int maxBytes, CancellationToken cancellationToken)
    {
        var message = new ProtobufWriter();
        foreach (RemoteReadQuery query in queries)
        {
            using RemoteReadScan scan = open(query);
            int result = message.Begin(1);
            for (int i = 0; i < scan.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                SampleColumns columns = scan.Read(i);
                if (columns.Count > 0)
                {
                    Series(message, scan.Labels(i), columns, maxBytes);
                }
            }

            message.End(result);
        }

        return message;
    }

    /// <summary>Packs and sends the message.</summary>
    public static async Task SendAsync(HttpResponse response, ProtobufWriter message, CancellationToken cancellationToken)
    {
        byte[] packed = ArrayPool<byte>.Shared.Rent(Snappy.GetMaxCompressedLength(message.Length));
        try
        {
            int length = Snappy.Compress(message.Written.Span, packed);
            response.ContentType = "application/x-protobuf";
            response.Headers.ContentEncoding = "snappy";
            response.ContentLength = length;
            await response.Body.WriteAsync(packed.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    /// <summary>Label {name 1, value 2} under a field.</summary>
    public static void Labels(ProtobufWriter to, int field, LabelSet labels)
    {
        foreach (Label label in labels.Span)
        {
            int start = to.Begin(field);
            to.Text(1, label.Name);
            to.Text(2, label.Value);
            to.End(start);
        }
    }

    private static void Series(ProtobufWriter to, LabelSet labels, SampleColumns columns, int maxBytes)
    {
        int series = to.Begin(1);
        Labels(to, 1, labels);
        ReadOnlySpan<long> timestamps = columns.Timestamps;
        ReadOnlySpan<double> values = columns.Values;
        ReadOnlySpan<NativeHistogram?> histograms = columns.Histograms;
        for (int i = 0; i < timestamps.Length; i++)
        {
            if (!histograms.IsEmpty && histograms[i] is { } histogram)
            {
                int start = to.Begin(4);
                HistogramMessage.Write(to, histogram, timestamps[i]);
                to.End(start);
            }
            else
            {
                int start = to.Begin(2);
                to.Double(1, values[i]);
                to.Signed(2, timestamps[i]);
                to.End(start);
            }

            if (to.Length > maxBytes)
            {
                throw new RemoteReadException(
                    StatusCodes.Status400BadRequest,
                    $"the answer is longer than the {maxBytes} bytes that are allowed; ask for fewer series or a shorter time, accept STREAMED_XOR_CHUNKS, or raise Monitor:RemoteRead:MaxAnswerBytes");
            }
        }

        to.End(series);
    }
}
