using Vigia.Model.Messages;

namespace Vigia.Integration.Queue;

/// <summary>How an attempt succeeded, with what it leaves in the message store.</summary>
/// <param name="StartedAt">When the attempt began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Filtered">The reason, where a route filtered the message out.</param>
/// <param name="Outputs">Written in the same transaction as the completion, so none is there twice.</param>
internal sealed record AttemptSuccess(DateTimeOffset StartedAt, TimeSpan Duration, string? Filtered, IReadOnlyList<MessageOutput> Outputs);
