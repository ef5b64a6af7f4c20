using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigia.Integration.Processing.Mapping;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Steps;

/// <summary>Sets fields of an object.</summary>
internal sealed class EnrichStep(IReadOnlyList<EnrichField> fields) : IProcessingStep
{
    public string Kind => "enrich";

    public ValueTask<string?> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        JsonElement payload = context.Payload;
        if (payload.ValueKind is not JsonValueKind.Object)
        {
            throw new ProcessingException("enrich_not_object", $"Only an object can be enriched; the payload is {payload.ValueKind}.", isTransient: false);
        }

        var state = new RenderState(payload, context.Message);
        JsonObject result = JsonObject.Create(payload)!;
        try
        {
            foreach (EnrichField field in fields)
            {
                Set(result, field.Path, field.Source(state));
            }
        }
        catch (ArgumentException exception)
        {
            throw new ProcessingException("invalid_payload", "The payload has a property twice.", isTransient: false, exception);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonPayload.WriterOptions))
        {
            result.WriteTo(writer);
        }

        context.Replace(buffer.WrittenMemory);
        return default;
    }

    private static void Set(JsonObject target, IReadOnlyList<string> path, JsonNode? value)
    {
        if (value is null)
        {
            return;
        }

        for (int i = 0; i < path.Count - 1; i++)
        {
            if (target[path[i]] is not JsonObject inner)
            {
                // What stands in the way is replaced only where it is nothing.
                if (target[path[i]] is not null)
                {
                    throw new ProcessingException("enrich_not_object", $"'{path[i]}' is not an object.", isTransient: false);
                }

                inner = [];
                target[path[i]] = inner;
            }

            target = inner;
        }

        target[path[^1]] = value;
    }
}
