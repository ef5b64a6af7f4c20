using Vigia.Server.Alerting.Rules.Sources;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>The rules that run, as they are now. Safe from any thread.</summary>
internal interface IRuleStatus
{
    /// <summary>The groups, by file and then in the file's order.</summary>
    IReadOnlyList<RuleGroupLoop> Groups { get; }

    /// <summary>The files that hold.</summary>
    RuleSourceSet Sources { get; }

    /// <summary>Errors and warnings of the last reading, also where it was refused and what was before goes on.</summary>
    IReadOnlyList<ConfigurationIssue> Issues { get; }
}
