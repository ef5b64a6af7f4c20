using System.Text.Json;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Mapping;

/// <summary>One value of a template. Immutable; thread safe.</summary>
internal abstract class TemplateNode
{
    /// <summary>Writes the value, after <paramref name="property"/> where it has one. False: there is nothing to write.</summary>
    public abstract bool Write(Utf8JsonWriter writer, RenderState state, string? property);

    protected static void WriteName(Utf8JsonWriter writer, string? property)
    {
        if (property is not null)
        {
            writer.WritePropertyName(property);
        }

        if (writer.BytesCommitted + writer.BytesPending > MappingLimits.MaxResultBytes)
        {
            throw new ProcessingException(
                "mapping_too_large", $"The result of the mapping is over {MappingLimits.MaxResultBytes} bytes.", isTransient: false);
        }
    }
}

internal sealed class LiteralNode(JsonElement value) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, RenderState state, string? property)
    {
        WriteName(writer, property);
        value.WriteTo(writer);
        return true;
    }
}

internal sealed class ExpressionNode(ValueExpression expression) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, RenderState state, string? property)
    {
        ExpressionValue value = expression.Evaluate(state);
        if (value.IsMissing)
        {
            return false;
        }

        WriteName(writer, property);
        value.WriteTo(writer);
        return true;
    }
}

internal sealed class TextNode(TextTemplate template) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, RenderState state, string? property)
    {
        string text = template.Render(state);
        WriteName(writer, property);
        writer.WriteStringValue(text);
        return true;
    }
}

internal sealed class ObjectNode(IReadOnlyList<(string Name, TemplateNode Value)> properties) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, RenderState state, string? property)
    {
        WriteName(writer, property);
        writer.WriteStartObject();
        foreach ((string name, TemplateNode value) in properties)
        {
            value.Write(writer, state, name);
        }

        writer.WriteEndObject();
        return true;
    }
}

internal sealed class ArrayNode(IReadOnlyList<TemplateNode> items) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, RenderState state, string? property)
    {
        WriteName(writer, property);
        writer.WriteStartArray();
        foreach (TemplateNode item in items)
        {
            // An element that is missing must not move those behind it.
            if (!item.Write(writer, state, null))
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
        return true;
    }
}

/// <summary><c>{"$each": path, "$as": template}</c>: one result for each element.</summary>
internal sealed class EachNode(ValueExpression source, TemplateNode body) : TemplateNode
{
    public override bool Write(Utf8JsonWriter writer, RenderState state, string? property)
    {
        ExpressionValue value = source.Evaluate(state);
        IEnumerable<JsonElement> elements = value.AsElements()
            ?? (value.Kind is JsonValueKind.Undefined or JsonValueKind.Null
                ? []
                : throw new ProcessingException("mapping_type", $"'{source.Text}' is {value.Kind}, $each needs an array.", isTransient: false));

        WriteName(writer, property);
        writer.WriteStartArray();
        JsonElement? outer = state.Current;
        foreach (JsonElement element in elements)
        {
            state.CountElement();
            state.Current = element;
            if (!body.Write(writer, state, null))
            {
                writer.WriteNullValue();
            }
        }

        state.Current = outer;
        writer.WriteEndArray();
        return true;
    }
}
