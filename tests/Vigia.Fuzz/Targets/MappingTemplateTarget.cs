using System.Text;
using System.Text.Json;
using Vigia.Integration.Admission;
using Vigia.Integration.Processing.Mapping;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Fuzz.Targets;

/// <summary>A mapping template, an empty line, a payload.</summary>
internal sealed class MappingTemplateTarget : IFuzzTarget
{
    private const int MaxDepth = 64;

    public string Name => "mapping-template";

    public int BaseBytes => 256 * 1024;

    // $each over the payload within $each multiplies; its own bounds end it, and those are what is checked.
    public int BytesPerInputByte => 8192;

    public void Run(byte[] input)
    {
        int end = input.AsSpan().IndexOf("\n\n"u8);
        byte[] template = end < 0 ? input : input[..end];
        byte[] payload = end < 0 ? "{}"u8.ToArray() : input[(end + 2)..];
        MappingTemplate mapping;
        try
        {
            mapping = MappingTemplate.Parse(template);
        }
        catch (MappingSyntaxException refusal)
        {
            FuzzFindingException.ThrowIf(refusal.Message.Length == 0, "a refusal without reason");
            return;
        }

        // Nothing else gets past admission.
        if (PayloadSyntax.Check(payload, MaxDepth) is not null)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(payload);
        try
        {
            ReadOnlyMemory<byte> result = mapping.Render(document.RootElement, MessageOf(payload));
            FuzzFindingException.ThrowIf(
                result.Length > MappingLimits.MaxResultBytes + (6 * (input.Length + 1024)), $"a result of {result.Length} bytes");
            using JsonDocument parsed = JsonDocument.Parse(result, new JsonDocumentOptions { MaxDepth = 3 * MaxDepth });
        }
        catch (ProcessingException failure)
        {
            FuzzFindingException.ThrowIf(failure.IsTransient || failure.Message.Length == 0, "a failure that another attempt would not cure");
        }
    }

    private static Message MessageOf(byte[] payload) => new()
    {
        Id = "msg_1",
        Type = "pedido.criado",
        Protocol = "http",
        Subject = "key:fuzz",
        UserId = "u1",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Headers = new Dictionary<string, string> { ["origem"] = Encoding.UTF8.GetString("loja"u8) },
        Payload = payload,
    };
}
