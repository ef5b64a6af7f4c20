using System.Buffers;
using System.Text.Json;
using Vigia.Model.Messages;

namespace Vigia.Integration.Delivery.Files;

/// <summary>
/// Appends one line of JSON a message, <c>{"id","type","at","payload"}</c>, on disk before the message counts as delivered.
/// A message that is tried again may stand there twice; its id tells.
/// </summary>
internal sealed class FileDestination(DeliveryFile file, TimeProvider time) : IDestination
{
    public string Kind => "file";

    public async ValueTask<MessageOutput?> DeliverAsync(Message message, CancellationToken cancellationToken)
    {
        await file.AppendAsync(Format(message), cancellationToken);
        return null;
    }

    public void Dispose()
    {
        // The file is the pool's: other routes may write to it.
    }

    private ReadOnlyMemory<byte> Format(Message message)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Payload.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer, JsonPayload.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("id", message.Id);
            writer.WriteString("type", message.Type);
            writer.WriteString("at", time.GetUtcNow().UtcDateTime);
            writer.WritePropertyName("payload");

            // Written again rather than copied: a line break inside the payload would end the line.
            using JsonDocument payload = JsonDocument.Parse(message.Payload);
            payload.WriteTo(writer);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }
}
