using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Vigia.Integration.Messages.Schemas;

/// <summary>One JSON Schema as read from its file. Immutable; thread safe.</summary>
internal sealed class MessageSchema
{
    private const int MaxErrors = 20;
    private const long MaxFileBytes = 1024 * 1024;

    private readonly JsonSchema _schema;

    private MessageSchema(string path, string text, JsonSchema schema)
    {
        Path = path;
        Text = text;
        _schema = schema;
    }

    public string Path { get; }

    /// <summary>The file's content, to see a change.</summary>
    public string Text { get; }

    /// <exception cref="SchemaException">The file cannot be read.</exception>
    public static async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length <= MaxFileBytes
                ? await File.ReadAllTextAsync(path, cancellationToken)
                : throw new SchemaException($"{path} has {length} bytes; a schema file may have {MaxFileBytes}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SchemaException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="SchemaException">The text is no JSON Schema.</exception>
    public static async Task<MessageSchema> ParseAsync(string path, string text, CancellationToken cancellationToken)
    {
        try
        {
            return new MessageSchema(path, text, await JsonSchema.FromJsonAsync(text, path, cancellationToken));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The library has no exception of its own: bad JSON, bad keywords and references that lead nowhere each throw another.
            throw new SchemaException($"{path} is not a JSON Schema: {e.Message}", e);
        }
    }

    /// <summary>What the schema finds wrong, at most 20; empty where it finds nothing.</summary>
    public IReadOnlyList<FieldError> Validate(ReadOnlySpan<byte> payload)
    {
        try
        {
            ICollection<ValidationError> found = _schema.Validate(Encoding.UTF8.GetString(payload));
            if (found.Count == 0)
            {
                return [];
            }

            List<FieldError> errors = [];
            foreach (ValidationError error in found)
            {
                Collect(error, errors);
            }

            return errors;
        }
        catch (RegexMatchTimeoutException)
        {
            return [new FieldError("$", "A pattern of the schema took too long on this value.")];
        }
        catch (Newtonsoft.Json.JsonException e)
        {
            return [new FieldError("$", e.Message)];
        }
    }

    private static void Collect(ValidationError error, List<FieldError> errors)
    {
        if (errors.Count >= MaxErrors)
        {
            return;
        }

        if (error is ChildSchemaValidationError { Errors.Count: > 0 } nested)
        {
            foreach (ICollection<ValidationError> children in nested.Errors.Values)
            {
                foreach (ValidationError child in children)
                {
                    Collect(child, errors);
                }
            }

            return;
        }

        errors.Add(new FieldError(JsonPath(error.Path), Describe(error.Kind)));
    }

    // The library writes #/a.b[0]; senders know JSONPath (RFC 9535).
    private static string JsonPath(string? path)
    {
        ReadOnlySpan<char> rest = path.AsSpan().TrimStart('#').TrimStart('/');
        return rest.IsEmpty ? "$" : rest[0] == '[' ? $"${rest}" : $"$.{rest}";
    }

    // PropertyRequired becomes "Property required": the kinds are the schema's keywords in words.
    private static string Describe(ValidationErrorKind kind)
    {
        var text = new StringBuilder();
        foreach (char c in kind.ToString())
        {
            text.Append(text.Length > 0 && char.IsUpper(c) ? $" {char.ToLower(c, CultureInfo.InvariantCulture)}" : c);
        }

        return text.Append('.').ToString();
    }
}
