using System.Text.Json;
using Vigia.Demo.Traffic;

namespace Vigia.Demo.Clients;

/// <summary>Writes messages as the HTTP and WebSocket listeners read them.</summary>
internal static class MessageJson
{
    public static byte[] Write(DemoMessage message)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            WriteFields(json, message);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>A WebSocket frame: the message with a reference that comes back in the answer.</summary>
    public static byte[] WriteFrame(DemoMessage message, string reference, string? idempotencyKey, bool malformed)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("ref"u8, reference);
            if (idempotencyKey is not null)
            {
                json.WriteString("idempotencyKey"u8, idempotencyKey);
            }

            if (!malformed)
            {
                WriteFields(json, message);
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteFields(Utf8JsonWriter json, DemoMessage message)
    {
        json.WriteString("type"u8, message.Type);
        json.WriteString("id"u8, message.Id);
        if (message.PartitionKey is { } key)
        {
            json.WriteString("key"u8, key);
        }

        json.WriteString("userId"u8, message.UserId);
        json.WriteString("sentAt"u8, message.SentAt);
        json.WritePropertyName("payload"u8);
        json.WriteRawValue(message.Payload);
    }
}
