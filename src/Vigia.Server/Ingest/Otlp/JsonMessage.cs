namespace Vigia.Server.Ingest.Otlp;

/// <summary>The fields of a message by their names in lowerCamelCase.</summary>
internal sealed class JsonMessage
{
    private readonly Dictionary<string, JsonField> _fields = new(StringComparer.Ordinal);

    public JsonMessage Add(string name, int number, JsonFieldKind kind, JsonMessage? message = null)
    {
        _fields.Add(name, new JsonField(number, kind, message));
        return this;
    }

    /// <summary>A field; null where the message has none of this name. Names in snake_case are found, too, as protobuf's JSON asks of readers.</summary>
    public JsonField? Find(string name)
    {
        if (_fields.TryGetValue(name, out JsonField? field))
        {
            return field;
        }

        return name.Contains('_', StringComparison.Ordinal) ? _fields.GetValueOrDefault(Camel(name)) : null;
    }

    private static string Camel(string name)
    {
        string[] words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(static word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
