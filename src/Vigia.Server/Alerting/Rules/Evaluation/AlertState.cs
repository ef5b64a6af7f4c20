namespace Vigia.Server.Alerting.Rules.Evaluation;

/// <summary>Where an alert stands.</summary>
internal enum AlertState
{
    /// <summary>It was firing and is over.</summary>
    Inactive,

    /// <summary>Its series is there, not yet for as long as the rule asks.</summary>
    Pending,

    /// <summary>It is to be told.</summary>
    Firing,
}
