using Vigia.Server.Alerting.Templates;
using Vigia.Server.Alerting.Templates.Values;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Lint.Checks;

/// <summary>A field that a template's dot does not have, such as <c>$.labels</c>: the template parses, and fails whenever it is filled.</summary>
internal sealed class TemplateFieldCheck : ILintCheck
{
    public string Code => "template-field";

    public IEnumerable<LintMessage> Find(LintSubject subject)
    {
        foreach (RuleText text in (subject.Alert?.Labels ?? []).Concat(subject.Alert?.Annotations ?? []))
        {
            foreach (string field in (text.Template is null ? [] : TemplateLabels.Fields(text.Template)).Except(AlertTemplateData.Fields).Distinct())
            {
                yield return NearestName.Find(field, AlertTemplateData.Fields) is { } nearest
                    ? LintMessage.Of("template-field-near", $"{text.Name}: there is no field .{field}: the text will be an error; did you mean .{nearest}?")
                    : LintMessage.Of("template-field", $"{text.Name}: there is no field .{field}: the text will be an error");
            }
        }
    }
}
