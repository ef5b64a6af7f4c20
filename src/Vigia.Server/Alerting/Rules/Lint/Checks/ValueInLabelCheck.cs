using Vigia.Server.Alerting.Templates;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A label that holds the value: with every change of it the alert is another one.</summary>
internal sealed class ValueInLabelCheck : ILintCheck
{
    public string Code => "value-in-label";

    public IEnumerable<string> Find(LintSubject subject)
    {
        foreach (RuleText label in subject.Alert?.Labels ?? [])
        {
            if (label.Template is { } template && TemplateLabels.WritesValue(template))
            {
                string end = subject.Alert!.For > TimeSpan.Zero ? " and \"for\" begins anew" : "";
                yield return $"the label {label.Name} holds the value: whenever that changes the alert is another one{end}; put it into an annotation";
            }
        }
    }
}
