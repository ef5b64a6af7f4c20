using Vigia.Server.Alerting.Rules.Sources;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>The rules that run, as they are now. Safe from any thread.</summary>
internal interface IRuleStatus
{
    /// <summary>The groups, by file and then in the file's order.</summary>
    IReadOnlyList<RuleGroupLoop> Groups { get; }

    /// <summary>The files that were last read, also where they were refused and those before go on.</summary>
    RuleSourceSet Sources { get; }
}
