namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>How rules are evaluated. Section <c>Monitor:Rules</c>.</summary>
internal sealed class RuleOptions
{
    /// <summary>Groups that are evaluated at once; more wait.</summary>
    public int MaxConcurrentGroups { get; set; } = 4;

    /// <summary>The longest that one query of a rule may take.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Series or alerts that one rule may make where its group has no lower limit.</summary>
    public int MaxSeries { get; set; } = 100_000;

    /// <summary>Rules that there may be, over all files.</summary>
    public int MaxRules { get; set; } = 50_000;

    /// <summary>How often an alert that still fires is told again.</summary>
    public TimeSpan ResendDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>After a stop of up to so long pending alerts go on where they were; after a longer one they begin anew.</summary>
    public TimeSpan OutageTolerance { get; set; } = TimeSpan.FromHours(1);

    /// <summary>So long after a restart an alert without a series is not taken as over: the first scrapes are still to come.</summary>
    public TimeSpan RestoreGrace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Where users reach the monitor, for links in alerts and for templates; "": links have a path only.</summary>
    public string ExternalUrl { get; set; } = "";

    /// <summary>Earlier versions kept of each file of rules that users change.</summary>
    public int KeepVersions { get; set; } = 50;

    /// <summary>What one rehearsal may take.</summary>
    public TimeSpan RehearsalTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Rehearsals at once; more wait.</summary>
    public int MaxConcurrentRehearsals { get; set; } = 2;
}
