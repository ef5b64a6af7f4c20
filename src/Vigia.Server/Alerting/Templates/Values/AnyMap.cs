namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>Go's <c>map[string]interface {}</c>.</summary>
internal sealed class AnyMap(IReadOnlyDictionary<string, object?> values) : ITemplateMap
{
    public string TypeName => "map[string]interface {}";

    public int Count => values.Count;

    public object? Zero => null;

    public IEnumerable<KeyValuePair<string, object?>> Entries => values.OrderBy(static entry => entry.Key, StringComparer.Ordinal);

    public bool TryGet(string key, out object? value) => values.TryGetValue(key, out value);
}
