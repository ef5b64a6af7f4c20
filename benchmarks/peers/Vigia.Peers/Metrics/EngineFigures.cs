namespace Vigia.Peers.Metrics;

/// <summary>What one engine was measured at: figures by name, in the unit that the name says.</summary>
internal sealed class EngineFigures(string engine)
{
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);

    public string Engine { get; } = engine;

    public IReadOnlyDictionary<string, double> Values => _values;

    public void Set(string name, double value) => _values[name] = value;
}
