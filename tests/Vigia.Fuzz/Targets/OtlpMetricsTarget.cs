using Vigia.Fuzz.Inputs;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Ingest.Otlp;
using Vigia.Server.Ingest.RemoteWrite;
using Vigia.Server.Protobuf;

namespace Vigia.Fuzz.Targets;

/// <summary>OpenTelemetry's metrics, taken twice: series that are recognised must bring the same as when their attributes were read.</summary>
internal sealed class OtlpMetricsTarget(string name, bool isJson) : IFuzzTarget
{
    private static readonly OtlpConfiguration Configuration = new() { PromoteScope = true, PromoteAllAttributes = true };

    public string Name => name;

    public int BaseBytes => 1024 * 1024;

    // A point of a histogram is several series, each with all attributes of its resource.
    public int BytesPerInputByte => 64 * 1024;

    public void Run(byte[] input)
    {
        ReadOnlyMemory<byte> message = input;
        if (isJson)
        {
            var writer = new ProtobufWriter();
            try
            {
                OtlpJson.Write(input, OtlpMetricsSchema.Request, writer);
            }
            catch (ProtobufException)
            {
                // What is no such JSON is refused.
                return;
            }

            message = writer.Written;
        }

        var sink = new RecordingSink();
        var decoder = new OtlpMetricsDecoder(sink, new SeriesCache(1000), new DeltaTotals(new OtlpOptions(), TimeProvider.System), 17);
        string first = Write(decoder, sink, message.Span);
        string second = Write(decoder, sink, message.Span);
        FuzzFindingException.ThrowIf(isJson && first.StartsWith("malformed", StringComparison.Ordinal) && !first.Contains("nested", StringComparison.Ordinal), $"JSON became {first}");
        FuzzFindingException.ThrowIf(first != second, $"at first: {first}; recognised: {second}");
    }

    private static string Write(OtlpMetricsDecoder decoder, RecordingSink sink, ReadOnlySpan<byte> message)
    {
        try
        {
            decoder.Write(message, Configuration);
            FuzzFindingException.ThrowIf(decoder.Refused > 0 != decoder.Error.Length > 0, $"{decoder.Refused} points refused, for the reason: {decoder.Error}");
            return $"{sink.Take()}, {decoder.Refused} refused";
        }
        catch (ProtobufException exception)
        {
            sink.Take();
            return exception.Message;
        }
    }
}
