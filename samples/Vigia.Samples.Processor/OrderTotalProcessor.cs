using System.Buffers;
using System.Text.Json;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Samples.Processor;

/// <summary>
/// Adds up an order's lines and writes the sum as <c>total</c>. An order without lines goes no further; a line without a
/// price is an error that trying again cannot mend.
/// </summary>
public sealed class OrderTotalProcessor : IMessageProcessor
{
    /// <inheritdoc/>
    public string Name => "order-total";

    /// <inheritdoc/>
    public ValueTask<ProcessingResult> ProcessAsync(Message message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using JsonDocument order = JsonDocument.Parse(message.Payload);
        if (order.RootElement.ValueKind is not JsonValueKind.Object
            || !order.RootElement.TryGetProperty("lines", out JsonElement lines) || lines.ValueKind is not JsonValueKind.Array)
        {
            throw new ProcessingException("order_without_lines", "An order is an object with an array 'lines'.", isTransient: false);
        }

        if (lines.GetArrayLength() == 0)
        {
            return new ValueTask<ProcessingResult>(ProcessingResult.Filter("the order has no lines"));
        }

        decimal total = 0;
        foreach (JsonElement line in lines.EnumerateArray())
        {
            total += Read(line, "price") * Read(line, "quantity");
        }

        return new ValueTask<ProcessingResult>(ProcessingResult.ContinueWith(WithTotal(order.RootElement, total)));
    }

    private static decimal Read(JsonElement line, string name) =>
        line.ValueKind is JsonValueKind.Object && line.TryGetProperty(name, out JsonElement value)
            && value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out decimal number)
            ? number
            : throw new ProcessingException("order_line_incomplete", $"An order's line needs a number '{name}'.", isTransient: false);

    private static ReadOnlyMemory<byte> WithTotal(JsonElement order, decimal total)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonPayload.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in order.EnumerateObject())
            {
                if (!property.NameEquals("total"u8))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteNumber("total", total);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
