using System.Collections.Frozen;

namespace Vigia.Console.Dashboards.Templating;

/// <summary>Variables by name, and behind them what is built in. Immutable; safe from any thread.</summary>
internal sealed class VariableScope
{
    public static readonly VariableScope Empty = new(FrozenDictionary<string, VariableValue>.Empty);

    private readonly IReadOnlyDictionary<string, VariableValue> _values;

    private VariableScope(IReadOnlyDictionary<string, VariableValue> values) => _values = values;

    public IEnumerable<KeyValuePair<string, VariableValue>> Values => _values;

    public VariableValue? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>This scope with one variable set.</summary>
    public VariableScope With(string name, VariableValue value) =>
        new(new Dictionary<string, VariableValue>(_values, StringComparer.Ordinal) { [name] = value });

    /// <summary>A scope of these.</summary>
    public static VariableScope Of(IEnumerable<KeyValuePair<string, VariableValue>> values) =>
        new(new Dictionary<string, VariableValue>(values, StringComparer.Ordinal));
}
