using System.Text;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.UnitTests.Model;
using Vigia.Server.Alerting.Templates.Formatting;

namespace Vigia.Server.Alerting.Rules.UnitTests.Text;

/// <summary>What was expected and what came, as promtool writes it.</summary>
internal static class FailureText
{
    public static string Alerts(IReadOnlyList<ExpectedAlert> alerts, string indent)
    {
        if (alerts.Count == 0)
        {
            return "[]";
        }

        var text = new StringBuilder("[");
        for (int i = 0; i < alerts.Count; i++)
        {
            text.Append('\n').Append(indent).Append(i).Append(':');
            text.Append('\n').Append(indent).Append("  Labels:").Append(Labels(alerts[i].Labels));
            text.Append('\n').Append(indent).Append("  Annotations:").Append(Labels(alerts[i].Annotations));
            text.Append(i + 1 < alerts.Count ? "," : "");
        }

        return text.Append('\n').Append(indent).Append(']').ToString();
    }

    public static string Samples(IReadOnlyList<ExpectedSample> samples) =>
        samples.Count == 0 ? "nil" : string.Join(", ", samples.Select(static sample => $"{Labels(sample.Labels)} {Value(sample)}"));

    private static string Value(ExpectedSample sample) => sample.Histogram.Length > 0 ? sample.Histogram : GoFloat.Format(sample.Value, 'E', -1);

    private static string Labels(IEnumerable<Label> labels) => $"{{{string.Join(", ", labels.Select(static label => $"{label.Name}={QuotedText.Quote(label.Value)}"))}}}";
}
