namespace Vigia.Server.RemoteWrite;

/// <summary>What became of one request.</summary>
/// <param name="Kind">Whether it arrived, and whether it may again.</param>
/// <param name="RetryAfter">How long the receiver asks to wait.</param>
/// <param name="Error">Why it did not; "" where it did.</param>
internal readonly record struct SendResult(SendKind Kind, TimeSpan? RetryAfter, string Error);
