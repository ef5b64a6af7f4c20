using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigia.Integration.Processing.Mapping;
using Vigia.Integration.Processing.Steps;

namespace Vigia.Integration.Processing.Routes;

/// <summary>Makes an enriching step from its settings.</summary>
internal static class EnrichCompiler
{
    /// <summary>Null where something is wrong, which <paramref name="errors"/> then says.</summary>
    public static async Task<EnrichStep?> CompileAsync(
        string place, IList<EnrichOptions> fields, RouteFiles files, ICollection<string> errors, CancellationToken cancellationToken)
    {
        int before = errors.Count;
        if (fields.Count == 0)
        {
            errors.Add($"{place}: Set: names no field.");
        }

        var compiled = new List<EnrichField>();
        for (int i = 0; i < fields.Count; i++)
        {
            try
            {
                compiled.Add(new EnrichField(ReadPath(fields[i].Path), await ReadSourceAsync(fields[i], files, cancellationToken)));
            }
            catch (MappingSyntaxException exception)
            {
                errors.Add($"{place}: Set:{i}: {exception.Message}");
            }
        }

        return errors.Count == before ? new EnrichStep(compiled) : null;
    }

    private static string[] ReadPath(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            throw new MappingSyntaxException("Path: is missing.");
        }

        return ValueExpression.Parse(path) is { Operand: PathOperand { Segments: { Count: > 0 } segments } } && segments.All(static segment => segment.Name is not null)
            ? [.. segments.Select(static segment => segment.Name!)]
            : throw new MappingSyntaxException($"Path: '{path}' must be names from the root, as in $.meta.site.");
    }

    private static async Task<Func<RenderState, JsonNode?>> ReadSourceAsync(EnrichOptions options, RouteFiles files, CancellationToken cancellationToken)
    {
        int sources = new[] { options.Value, options.Json, options.Environment, options.Lookup }.Count(static source => source is not null);
        if (sources != 1)
        {
            throw new MappingSyntaxException("needs exactly one of Value, Json, Environment and Lookup.");
        }

        if (options.Lookup is null && (options.Key is not null || options.Default is not null))
        {
            throw new MappingSyntaxException("Key and Default belong to Lookup.");
        }

        if (options.Value is { } value)
        {
            TextTemplate template = TextTemplate.Parse(value);
            return template.Sole is { } sole
                ? state => ToNode(sole.Evaluate(state))
                : state => JsonValue.Create(template.Render(state));
        }

        if (options.Json is { } json)
        {
            JsonNode? constant = ParseNode(json, "Json");
            return _ => constant?.DeepClone();
        }

        if (options.Environment is { } variable)
        {
            string found = System.Environment.GetEnvironmentVariable(variable)
                ?? throw new MappingSyntaxException($"Environment: the variable '{variable}' is not set.");
            return _ => JsonValue.Create(found);
        }

        return await ReadLookupAsync(options, files, cancellationToken);
    }

    private static async Task<Func<RenderState, JsonNode?>> ReadLookupAsync(EnrichOptions options, RouteFiles files, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Key))
        {
            throw new MappingSyntaxException("Key: is missing.");
        }

        ValueExpression key = ValueExpression.Parse(options.Key);
        JsonNode? otherwise = options.Default is null ? null : ParseNode(options.Default, "Default");
        byte[] bytes = await files.ReadAsync(options.Lookup!, cancellationToken);
        if (ParseNode(Encoding.UTF8.GetString(bytes), "Lookup") is not JsonObject table)
        {
            throw new MappingSyntaxException($"Lookup: '{options.Lookup}' must hold one JSON object.");
        }

        // Nodes belong to one document, so each message gets a copy of its own.
        Dictionary<string, JsonNode?> values = table.ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
        return state => key.Evaluate(state).AsText() is { } found && values.TryGetValue(found, out JsonNode? node)
            ? node?.DeepClone()
            : otherwise?.DeepClone();
    }

    private static JsonNode? ToNode(ExpressionValue value)
    {
        if (value.IsMissing)
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            value.WriteTo(writer);
        }

        return JsonNode.Parse(stream.ToArray());
    }

    private static JsonNode? ParseNode(string json, string field)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            throw new MappingSyntaxException($"{field}: not JSON: {exception.Message}");
        }
    }
}
