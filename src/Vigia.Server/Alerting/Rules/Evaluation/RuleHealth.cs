namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>How a rule's last evaluation went.</summary>
internal enum RuleHealth
{
    /// <summary>It was not evaluated yet.</summary>
    Unknown,

    /// <summary>It went well.</summary>
    Ok,

    /// <summary>It failed.</summary>
    Err,
}
