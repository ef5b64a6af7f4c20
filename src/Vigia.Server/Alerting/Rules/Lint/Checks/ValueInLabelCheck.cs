using Vigia.Server.Alerting.Templates;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A label that holds the value: with every change of it the alert is another one.</summary>
internal sealed class ValueInLabelCheck : ILintCheck
{
    public string Code => "value-in-label";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        foreach (RuleText label in subject.Alert?.Labels ?? [])
        {
            if (label.Template is { } template && TemplateLabels.WritesValue(template))
            {
                yield return subject.Alert!.For > TimeSpan.Zero
                    ? LintMessage.Of("value-in-label-for", $"the label {label.Name} holds the value: whenever that changes the alert is another one and \"for\" begins anew; put it into an annotation")
                    : LintMessage.Of("value-in-label", $"the label {label.Name} holds the value: whenever that changes the alert is another one; put it into an annotation");
            }
        }
    }
}
