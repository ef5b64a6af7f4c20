using Vigia.Fuzz.Inputs;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.Protobuf;

namespace Vigia.Fuzz.Targets;

/// <summary>A message of remote write, unpacked, taken twice: series that are recognised must bring the same as when their labels were read.</summary>
internal sealed class RemoteWriteTarget(string name, bool isVersion2) : IFuzzTarget
{
    private readonly MetricRegistry _registry = new();

    public string Name => name;

    public int BaseBytes => 512 * 1024;

    // Two bytes may be a series or a refused sample, of which the first few are named.
    public int BytesPerInputByte => 4096;

    public void Run(byte[] input)
    {
        var sink = new RecordingSink();
        var cache = new SeriesCache(1000);
        var decoder = new RemoteWriteDecoder(sink, cache, new RemoteWriteMetrics(_registry, cache), 17);
        string first = Write(decoder, sink, input);
        string second = Write(decoder, sink, input);
        FuzzFindingException.ThrowIf(first != second, $"at first: {first}; recognised: {second}");
    }

    private string Write(RemoteWriteDecoder decoder, RecordingSink sink, byte[] input)
    {
        try
        {
            decoder.Read(input, isVersion2);
            WriteOutcome outcome = decoder.Append(input);
            FuzzFindingException.ThrowIf(outcome.Refused > 0 != outcome.Error is { Length: > 0 }, $"{outcome.Refused} samples refused, for the reason: {outcome.Error}");
            return $"{sink.Take()}, {outcome}";
        }
        catch (ProtobufException exception)
        {
            return exception.Message;
        }
    }
}
