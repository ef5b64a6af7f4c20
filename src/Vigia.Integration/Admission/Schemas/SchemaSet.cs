using System.Collections.Frozen;
using Vigia.Integration.Messages.Schemas;

namespace Vigia.Integration.Admission.Schemas;

/// <summary>Which schema a message type goes by: its own, else the one with the longest prefix that fits. Immutable.</summary>
internal sealed class SchemaSet
{
    public static readonly SchemaSet Empty = new([]);

    private readonly FrozenDictionary<string, MessageSchema> _exact;
    private readonly (string Prefix, MessageSchema Schema)[] _prefixes;

    /// <param name="schemas">By message type, or by a prefix that ends in <c>*</c>.</param>
    public SchemaSet(IReadOnlyCollection<KeyValuePair<string, MessageSchema>> schemas)
    {
        Schemas = schemas;
        _exact = schemas.Where(static entry => !entry.Key.EndsWith('*')).ToFrozenDictionary(StringComparer.Ordinal);
        _prefixes =
        [
            .. schemas.Where(static entry => entry.Key.EndsWith('*'))
                .Select(static entry => (entry.Key[..^1], entry.Value))
                .OrderByDescending(static entry => entry.Item1.Length),
        ];
    }

    public IReadOnlyCollection<KeyValuePair<string, MessageSchema>> Schemas { get; }

    public MessageSchema? Find(string type)
    {
        if (_exact.TryGetValue(type, out MessageSchema? schema))
        {
            return schema;
        }

        foreach ((string prefix, MessageSchema fitting) in _prefixes)
        {
            if (type.StartsWith(prefix, StringComparison.Ordinal))
            {
                return fitting;
            }
        }

        return null;
    }
}
