using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>The arguments of one call, already of the kinds that the function asks for.</summary>
internal readonly struct CallArguments(IReadOnlyList<object?> values, TemplateLimits limits)
{
    public IReadOnlyList<object?> Values => values;

    public int Count => values.Count;

    public TemplateLimits Limits => limits;

    public object? this[int index] => values[index];

    public string Text(int index) => (string)values[index]!;

    public double Float(int index) => (double)values[index]!;

    public TemplateSample Sample(int index) => (TemplateSample)values[index]!;

    public IReadOnlyList<TemplateSample> Vector(int index) => (IReadOnlyList<TemplateSample>)values[index]!;
}
