using System.Collections;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Notifications.Templates.Values;

/// <summary>Pairs in order, with the methods <c>Names</c> and <c>Values</c>.</summary>
internal sealed class PairList(IReadOnlyList<Pair> pairs) : IReadOnlyList<object?>, ITemplateObject
{
    public string TypeName => "template.Pairs";

    public int Count => pairs.Count;

    public object? this[int index] => pairs[index];

    public object?[] Names => [.. pairs.Select(static pair => pair.Name)];

    public object?[] Values => [.. pairs.Select(static pair => pair.Value)];

    public bool TryMember(string name, out object? value)
    {
        value = name switch
        {
            "Names" => TemplateFunction.Of(name, [], _ => Names),
            "Values" => TemplateFunction.Of(name, [], _ => Values),
            _ => null,
        };
        return value is not null;
    }

    public string Print() => $"[{string.Join(' ', pairs.Select(static pair => pair.Print()))}]";

    public IEnumerator<object?> GetEnumerator() => pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
