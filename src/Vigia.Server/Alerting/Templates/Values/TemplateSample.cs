using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Alerting.Templates.Formatting;

namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>One series of a query's answer: <c>.Labels</c> and <c>.Value</c>.</summary>
internal sealed class TemplateSample(LabelSet labels, object value) : ITemplateObject
{
    public string TypeName => "*template.sample";

    public LabelMap Labels { get; } = new(labels);

    /// <summary>A <see cref="double"/>, or a <see cref="NativeHistogram"/>.</summary>
    public object Value { get; } = value;

    public bool TryMember(string name, out object? value)
    {
        value = name switch { "Labels" => Labels, "Value" => Value, _ => null };
        return value is not null;
    }

    public string Print() => $"{{{GoFormat.Print(Labels)} {GoFormat.Print(Value)}}}";
}
