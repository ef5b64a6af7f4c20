using Microsoft.Extensions.Localization;
using Vigia.Console.Resources;
using Vigia.Server.Alerting.Rules.Lint;

namespace Vigia.Console.Alerts;

/// <summary>Says what a lint finds in the reader's language. Thread safe.</summary>
internal sealed class LintWords(IStringLocalizer<LintText> texts)
{
    /// <summary>A finding as a sentence.</summary>
    public string Of(LintFinding finding) => Of(finding.Text);

    private string Of(LintMessage message)
    {
        object[] arguments = [.. message.Arguments.Select(argument => argument is LintMessage inner ? Of(inner) : argument)];
        LocalizedString found = texts[message.Key, arguments];
        return found.ResourceNotFound ? message.ToString() : found.Value;
    }
}
