namespace Vigia.Integration.Queue;

/// <summary>How an attempt failed.</summary>
/// <param name="ErrorType">A short stable kind in snake case.</param>
/// <param name="Error">In words; stored with at most 4,096 characters.</param>
/// <param name="IsTransient">Whether trying again could have helped.</param>
/// <param name="StartedAt">When the attempt began.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record AttemptFailure(string ErrorType, string Error, bool IsTransient, DateTimeOffset StartedAt, TimeSpan Duration);
