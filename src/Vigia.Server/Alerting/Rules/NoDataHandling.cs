namespace Vigia.Server.Alerting.Rules;

/// <summary>What becomes of an alert when its series is gone because there is no data, and not because its condition no longer holds.</summary>
internal enum NoDataHandling
{
    /// <summary>It is over, as in Prometheus.</summary>
    Ok,

    /// <summary>It stays as it is, pending or firing, until data says otherwise.</summary>
    Keep,

    /// <summary>As <see cref="Keep"/>; and where there is no data at all, the rule alerts with its own labels.</summary>
    Alert,
}
