using Vigia.Server.Protobuf;
using Vigia.Server.RemoteRead;

namespace Vigia.Fuzz.Targets;

/// <summary>A request of remote read, unpacked: it is read or refused, and holds no more than it may.</summary>
internal sealed class RemoteReadTarget : IFuzzTarget
{
    public string Name => "remote-read";

    public int BaseBytes => 512 * 1024;

    // Eleven bytes may be a matcher whose expression, a word's end, takes a megabyte to compile; there may be LabelPatternBudget.MaxAutomata of them.
    public int BytesPerInputByte => 96 * 1024;

    public void Run(byte[] input)
    {
        try
        {
            RemoteReadRequest request = RemoteReadDecoder.Read(input);
            FuzzFindingException.ThrowIf(request.Queries.Count > RemoteReadDecoder.MaxParts, $"{request.Queries.Count} queries");
            foreach (RemoteReadQuery query in request.Queries)
            {
                FuzzFindingException.ThrowIf(query.Matchers.Count > RemoteReadDecoder.MaxParts, $"{query.Matchers.Count} matchers");
            }
        }
        catch (Exception exception) when (exception is ProtobufException or RemoteReadException)
        {
            FuzzFindingException.ThrowIf(exception.Message.Length == 0, "refused without a reason");
        }
    }
}
