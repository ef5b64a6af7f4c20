namespace Vigia.Server.Notifications.Delivery;

/// <summary>What came of the last attempt over one way.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Result">What it came to.</param>
public sealed record LastAttempt(DateTimeOffset At, SendResult Result);
