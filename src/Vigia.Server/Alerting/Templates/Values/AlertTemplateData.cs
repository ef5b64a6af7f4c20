using Vigia.Model.Labels;
using Vigia.Server.Alerting.Templates.Formatting;

namespace Vigia.Server.Alerting.Templates.Values;

/// <summary>What a rule's template sees as the dot: <c>.Labels</c>, <c>.ExternalLabels</c>, <c>.ExternalURL</c>, <c>.Value</c>.</summary>
internal sealed class AlertTemplateData : ITemplateObject
{
    /// <summary>The variables that stand for the fields.</summary>
    public static readonly IReadOnlyList<string> Variables = ["$labels", "$externalLabels", "$externalURL", "$value"];

    /// <summary>The fields.</summary>
    public static readonly IReadOnlyList<string> Fields = ["Labels", "ExternalLabels", "ExternalURL", "Value"];

    private readonly LabelMap _labels;
    private readonly LabelMap _externalLabels;
    private readonly string _externalAddress;
    private readonly object _value;

    /// <summary>The data of one series.</summary>
    /// <param name="labels">The series, its metric's name too.</param>
    /// <param name="externalLabels">The configuration's external labels.</param>
    /// <param name="externalAddress">Where a user reaches the monitor; "" where that is not configured.</param>
    /// <param name="value">A <see cref="double"/>, or a native histogram.</param>
    public AlertTemplateData(LabelSet labels, LabelSet externalLabels, string externalAddress, object value) =>
        (_labels, _externalLabels, _externalAddress, _value) = (new LabelMap(labels), new LabelMap(externalLabels), externalAddress, value);

    public string TypeName => "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }";

    /// <summary>The values of <see cref="Variables"/>, in their order.</summary>
    public IReadOnlyList<object?> Values => [_labels, _externalLabels, _externalAddress, _value];

    public bool TryMember(string name, out object? value)
    {
        value = name switch { "Labels" => _labels, "ExternalLabels" => _externalLabels, "ExternalURL" => _externalAddress, "Value" => _value, _ => null };
        return value is not null;
    }

    public string Print() => $"{{{string.Join(' ', Values.Select(GoFormat.Print))}}}";
}
