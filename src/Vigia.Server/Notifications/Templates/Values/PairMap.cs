using Vigia.Model.Labels;
using Vigia.Server.Alerting.Templates.Formatting;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Notifications.Templates.Values;

/// <summary>Alertmanager's <c>KV</c>: texts by name, with the methods <c>SortedPairs</c>, <c>Remove</c>, <c>Names</c> and <c>Values</c>.</summary>
internal sealed class PairMap(LabelSet labels) : ITemplateMap, ITemplateObject
{
    public string TypeName => "template.KV";

    public LabelSet Labels => labels;

    public int Count => labels.Count;

    public object? Zero => "";

    public IEnumerable<KeyValuePair<string, object?>> Entries => labels.Select(static label => new KeyValuePair<string, object?>(label.Name, label.Value));

    public bool TryGet(string key, out object? value)
    {
        value = labels[key];
        return labels.Contains(key);
    }

    public bool TryMember(string name, out object? value)
    {
        value = name switch
        {
            "SortedPairs" => TemplateFunction.Of(name, [], _ => Sorted(labels)),
            "Remove" => TemplateFunction.Of(name, [ParameterKind.Any], arguments => new PairMap(labels.Drop(Names(arguments[0])))),
            "Names" => TemplateFunction.Of(name, [], _ => Sorted(labels).Names),
            "Values" => TemplateFunction.Of(name, [], _ => Sorted(labels).Values),
            "String" => TemplateFunction.Of(name, [], _ => string.Join(", ", labels.Select(static label => $"{label.Name}={label.Value}"))),
            _ => labels[name],
        };
        return true;
    }

    public string Print() => GoFormat.Print(new LabelMap(labels));

    private static string[] Names(object? value) => value is IReadOnlyList<object?> list
        ? [.. list.OfType<string>()]
        : throw new TemplateCallException($"wrong type for value; expected []string; got {GoType.Name(value)}");

    /// <summary>As Alertmanager orders them: <c>alertname</c> first.</summary>
    private static PairList Sorted(LabelSet labels) =>
        new([.. labels.OrderBy(static label => label.Name == "alertname" ? 0 : 1).ThenBy(static label => label.Name, StringComparer.Ordinal).Select(static label => new Pair(label.Name, label.Value))]);
}
