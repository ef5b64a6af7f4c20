using System.Buffers;
using System.Text.Json;
using Vigia.Model.Messages;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Mapping;

/// <summary>
/// A JSON document whose strings may hold expressions; docs/formats/mapping.md defines it. Immutable; thread safe.
/// </summary>
internal sealed class MappingTemplate
{
    private readonly TemplateNode _root;

    private MappingTemplate(TemplateNode root) => _root = root;

    /// <exception cref="MappingSyntaxException">It is malformed; says where, as a JSON path in the template.</exception>
    public static MappingTemplate Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MappingLimits.MaxTemplateBytes)
        {
            throw new MappingSyntaxException($"a template has at most {MappingLimits.MaxTemplateBytes} bytes.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return new MappingTemplate(Compile(document.RootElement, "$", insideEach: false));
        }
        catch (JsonException exception)
        {
            throw new MappingSyntaxException($"not JSON: {exception.Message}");
        }
        catch (InvalidOperationException exception)
        {
            // A string with half a surrogate pair is JSON, but no text.
            throw new MappingSyntaxException($"not text: {exception.Message}");
        }
    }

    /// <exception cref="ProcessingException">The payload does not fit the template, or the result would be too large.</exception>
    public ReadOnlyMemory<byte> Render(JsonElement payload, Message message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonPayload.WriterOptions);
        if (!_root.Write(writer, new RenderState(payload, message), null))
        {
            throw new ProcessingException("mapping_missing", "The mapping has no result: the payload lacks its only value.", isTransient: false);
        }

        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static TemplateNode Compile(JsonElement element, string location, bool insideEach)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return CompileObject(element, location, insideEach);
            case JsonValueKind.Array:
                return new ArrayNode([.. element.EnumerateArray().Select((item, i) => Compile(item, $"{location}[{i}]", insideEach))]);
            case JsonValueKind.String:
                return CompileString(element, location, insideEach);
            default:
                return new LiteralNode(element.Clone());
        }
    }

    private static TemplateNode CompileObject(JsonElement element, string location, bool insideEach)
    {
        if (element.TryGetProperty("$each", out JsonElement source))
        {
            if (!element.TryGetProperty("$as", out JsonElement body) || element.GetPropertyCount() != 2)
            {
                throw new MappingSyntaxException($"{location}: an object with $each has $as beside it and nothing else.");
            }

            ValueExpression expression = source.ValueKind is JsonValueKind.String
                ? ParseSole(source.GetString()!, $"{location}.$each", insideEach)
                : throw new MappingSyntaxException($"{location}.$each: must be a path, as in \"$.items\".");
            return new EachNode(expression, Compile(body, $"{location}.$as", insideEach: true));
        }

        return new ObjectNode([.. element.EnumerateObject()
            .Select(property => (property.Name, Compile(property.Value, $"{location}.{property.Name}", insideEach)))]);
    }

    private static TemplateNode CompileString(JsonElement element, string location, bool insideEach)
    {
        string text = element.GetString()!;
        if (IsPath(text, insideEach))
        {
            return new ExpressionNode(ParseSole(text, location, insideEach));
        }

        TextTemplate template = ParseText(text, location, insideEach);
        return template switch
        {
            { Sole: { } expression } => new ExpressionNode(expression),
            { Constant: not null } => new LiteralNode(element.Clone()),
            _ => new TextNode(template),
        };
    }

    private static ValueExpression ParseSole(string text, string location, bool insideEach)
    {
        if (!IsPath(text, insideEach))
        {
            return ParseText(text, location, insideEach).Sole
                ?? throw new MappingSyntaxException($"{location}: must be one expression, as in \"$.items\" or \"{{{{ $.items }}}}\".");
        }

        try
        {
            return ValueExpression.Parse(text, insideEach);
        }
        catch (MappingSyntaxException exception)
        {
            throw new MappingSyntaxException($"{location}: {exception.Message} (a text that begins like a path is written \"{{{{'…'}}}}\")");
        }
    }

    private static TextTemplate ParseText(string text, string location, bool insideEach)
    {
        try
        {
            return TextTemplate.Parse(text, insideEach);
        }
        catch (MappingSyntaxException exception)
        {
            throw new MappingSyntaxException($"{location}: {exception.Message}");
        }
    }

    private static bool IsPath(string text, bool insideEach) =>
        text is "$" || text.StartsWith("$.", StringComparison.Ordinal) || text.StartsWith("$[", StringComparison.Ordinal)
        || (insideEach && (text is "@" || text.StartsWith("@.", StringComparison.Ordinal) || text.StartsWith("@[", StringComparison.Ordinal)));
}
