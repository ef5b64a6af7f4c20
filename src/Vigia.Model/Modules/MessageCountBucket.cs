using Vigia.Model.Messages;

namespace Vigia.Model.Modules;

/// <summary>One bar of a histogram over time.</summary>
/// <param name="Start">When it begins, UTC.</param>
/// <param name="Counts">How many messages were received in it, by status; statuses without one are left out.</param>
public sealed record MessageCountBucket(DateTimeOffset Start, IReadOnlyDictionary<MessageStatus, long> Counts);
