using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Vigia.Model.Messages;

namespace Vigia.Integration.Api;

/// <summary>
/// Hides configured fields from readers. Who edits what they read gets the hidden values back in place, since they could
/// not have changed them. Thread safe.
/// </summary>
internal sealed class PayloadMask(IOptions<ApiOptions> options)
{
    /// <summary>What stands for a hidden value.</summary>
    public const string Mask = "***";

    private readonly HashSet<string> _fields = new(options.Value.MaskFields, StringComparer.OrdinalIgnoreCase);

    public MessageDetail Apply(MessageDetail detail) => _fields.Count == 0
        ? detail
        : detail with
        {
            Payload = Apply(detail.Payload),
            Headers = detail.Headers.ToDictionary(
                static header => header.Key, header => _fields.Contains(header.Key) ? Mask : header.Value, StringComparer.Ordinal),
            Outputs = [.. detail.Outputs.Select(output => output with { Payload = Apply(output.Payload) })],
        };

    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> payload)
    {
        if (_fields.Count == 0 || payload.IsEmpty)
        {
            return payload;
        }

        var buffer = new ArrayBufferWriter<byte>(payload.Length);
        using JsonDocument document = JsonDocument.Parse(payload);
        using (var writer = new Utf8JsonWriter(buffer, JsonPayload.WriterOptions))
        {
            Write(writer, document.RootElement);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Puts back what a mask still stands for, from the same place in the stored payload.</summary>
    public ReadOnlyMemory<byte> Restore(ReadOnlyMemory<byte> edited, ReadOnlyMemory<byte> stored)
    {
        if (_fields.Count == 0 || edited.IsEmpty || stored.IsEmpty)
        {
            return edited;
        }

        JsonNode? result = JsonNode.Parse(edited.Span);
        Restore(result, JsonNode.Parse(stored.Span));
        var buffer = new ArrayBufferWriter<byte>(edited.Length);
        using (var writer = new Utf8JsonWriter(buffer, JsonPayload.WriterOptions))
        {
            if (result is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                result.WriteTo(writer);
            }
        }

        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    if (_fields.Contains(property.Name))
                    {
                        writer.WriteStringValue(Mask);
                    }
                    else
                    {
                        Write(writer, property.Value);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private void Restore(JsonNode? edited, JsonNode? stored)
    {
        if (edited is JsonObject into && stored is JsonObject from)
        {
            foreach (string name in into.Select(static pair => pair.Key).ToArray())
            {
                if (!from.TryGetPropertyValue(name, out JsonNode? original))
                {
                    continue;
                }

                if (_fields.Contains(name) && into[name] is JsonValue value && value.TryGetValue(out string? text) && text == Mask)
                {
                    into[name] = original?.DeepClone();
                }
                else
                {
                    Restore(into[name], original);
                }
            }
        }
        else if (edited is JsonArray intoArray && stored is JsonArray fromArray)
        {
            for (int i = 0; i < Math.Min(intoArray.Count, fromArray.Count); i++)
            {
                Restore(intoArray[i], fromArray[i]);
            }
        }
    }
}
