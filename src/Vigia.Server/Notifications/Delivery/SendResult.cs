namespace Vigia.Server.Notifications.Delivery;

/// <summary>What one attempt came to.</summary>
/// <param name="Outcome">Whether it is done, may be tried again, or is in vain.</param>
/// <param name="Reason">For metrics: <c>ok</c>, <c>status</c>, <c>network</c>, <c>timeout</c>, <c>configuration</c>, <c>template</c>, <c>queue_full</c>, <c>deadline</c>.</param>
/// <param name="Detail">The other side's answer or the error; never a secret.</param>
/// <param name="RetryAfter">How long the other side asks to be left alone.</param>
public sealed record SendResult(SendOutcome Outcome, string Reason, string Detail, TimeSpan? RetryAfter = null);
