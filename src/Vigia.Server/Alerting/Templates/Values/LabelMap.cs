using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>Labels as Go's <c>map[string]string</c>: a label that is not there is "".</summary>
internal sealed class LabelMap(LabelSet labels) : ITemplateMap
{
    public string TypeName => "map[string]string";

    public LabelSet Labels { get; } = labels;

    public int Count => Labels.Count;

    public object? Zero => "";

    public IEnumerable<KeyValuePair<string, object?>> Entries => Labels.Select(static label => new KeyValuePair<string, object?>(label.Name, label.Value));

    public bool TryGet(string key, out object? value)
    {
        value = Labels[key];
        return Labels.Contains(key);
    }
}
