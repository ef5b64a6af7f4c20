using System.Text;
using Vigia.Server.Alerting.Rules;
using Vigia.Server.Alerting.Rules.Lint;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Fuzz.Targets;

/// <summary>A file of rules, read and linted.</summary>
internal sealed class RuleFileTarget : IFuzzTarget
{
    public string Name => "rule-file";

    public int BaseBytes => 16 * 1024 * 1024;

    // A tree of YAML, one of PromQL and one of each template, and an alias names the same rule many times.
    public int BytesPerInputByte => 64 * 1024;

    public void Run(byte[] input)
    {
        try
        {
            RuleFile file = RuleFileReader.Stable.Read(Encoding.UTF8.GetString(input), "fuzz.yml");
            foreach (LintFinding finding in RuleLint.Examine(file.Groups, LintOptions.Default))
            {
                FuzzFindingException.ThrowIf(finding.Line < 1 || finding.Message.Length == 0, "a finding without place or text");
            }
        }
        catch (ConfigurationException refusal)
        {
            FuzzFindingException.ThrowIf(refusal.Issues.Any(static issue => issue.Line < 1 || issue.Reason.Length == 0), "an error without place or reason");
        }
    }
}
