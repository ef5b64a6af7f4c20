using System.Globalization;
using BenchmarkDotNet.Attributes;
using Snappier;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.Protobuf;

namespace Vigia.Benchmarks.Exposition;

/// <summary>One sample of a request of 2,000 series with 10 labels, decoded into a batch; unpacked before by snappy where the name says so.</summary>
[MemoryDiagnoser]
public class RemoteWrittenSampleBenchmarks
{
    private const int Series = 2000;

    private readonly byte[] _message1 = Message1();
    private readonly byte[] _message2 = Message2();
    private readonly byte[] _packed1;
    private readonly byte[] _unpacked;
    private readonly RemoteWriteDecoder _decoder;

    public RemoteWrittenSampleBenchmarks()
    {
        _packed1 = Snappy.CompressToArray(_message1);
        _unpacked = new byte[_message1.Length];
        var cache = new SeriesCache(1_000_000);
        _decoder = new RemoteWriteDecoder(new NullSink(), cache, new RemoteWriteMetrics(new MetricRegistry(), cache), 17);
    }

    [Benchmark(OperationsPerInvoke = Series, Baseline = true)]
    public void Version1() => Decode(_message1, isVersion2: false);

    [Benchmark(OperationsPerInvoke = Series)]
    public void Version1WithSnappy()
    {
        int length = Snappy.Decompress(_packed1, _unpacked);
        Decode(_unpacked.AsSpan(0, length), isVersion2: false);
    }

    [Benchmark(OperationsPerInvoke = Series)]
    public void Version2() => Decode(_message2, isVersion2: true);

    private static string[] Labels(int i) =>
    [
        "__name__", "http_request_duration_seconds_count", "cluster", "production", "container", "api", "endpoint", "metrics", "instance", "10.0.0.1:8080", "job", "api",
        "method", "GET", "namespace", "shop", "path", string.Create(CultureInfo.InvariantCulture, $"/items/{i}"), "status", "200",
    ];

    private static void Sample(ProtobufWriter writer, int i)
    {
        int sample = writer.Begin(2);
        writer.Double(1, i * 1.5);
        writer.Signed(2, 1_700_000_000_000);
        writer.End(sample);
    }

    private static byte[] Message1()
    {
        var writer = new ProtobufWriter();
        for (int i = 0; i < Series; i++)
        {
            int series = writer.Begin(1);
            string[] labels = Labels(i);
            for (int j = 0; j < labels.Length; j += 2)
            {
                int label = writer.Begin(1);
                writer.Text(1, labels[j]);
                writer.Text(2, labels[j + 1]);
                writer.End(label);
            }

            Sample(writer, i);
            writer.End(series);
        }

        return writer.Written.ToArray();
    }

    private static byte[] Message2()
    {
        var writer = new ProtobufWriter();
        var symbols = new Dictionary<string, ulong> { [""] = 0 };
        writer.Text(4, "");
        foreach (string symbol in Enumerable.Range(0, Series).SelectMany(Labels))
        {
            if (symbols.TryAdd(symbol, (ulong)symbols.Count))
            {
                writer.Text(4, symbol);
            }
        }

        for (int i = 0; i < Series; i++)
        {
            int series = writer.Begin(5);
            int references = writer.Begin(1);
            foreach (string label in Labels(i))
            {
                writer.Varint(symbols[label]);
            }

            writer.End(references);
            Sample(writer, i);
            writer.End(series);
        }

        return writer.Written.ToArray();
    }

    private void Decode(ReadOnlySpan<byte> message, bool isVersion2)
    {
        _decoder.Read(message, isVersion2);
        if (_decoder.Batch.Count != Series)
        {
            throw new InvalidOperationException("the message was not read whole");
        }
    }
}
