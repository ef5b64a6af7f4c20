using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vigia.Integration.Queue.Database;

/// <summary>A message's headers as one JSON object of strings.</summary>
internal static partial class HeadersJson
{
    private static readonly Dictionary<string, string> None = [];

    /// <summary>Null where there are none.</summary>
    public static string? Write(IReadOnlyDictionary<string, string> headers) =>
        headers.Count == 0 ? null : JsonSerializer.Serialize(headers, Context.Default.IReadOnlyDictionaryStringString);

    /// <summary>Names are found without regard to case, as every protocol's are.</summary>
    public static IReadOnlyDictionary<string, string> Read(string? json)
    {
        if (json is null)
        {
            return None;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in JsonSerializer.Deserialize(json, Context.Default.DictionaryStringString) ?? None)
        {
            headers.TryAdd(name, value);
        }

        return headers;
    }

    [JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
    [JsonSerializable(typeof(Dictionary<string, string>))]
    private sealed partial class Context : JsonSerializerContext;
}
