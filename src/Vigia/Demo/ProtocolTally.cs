namespace Vigia.Demo;

/// <summary>What the clients of one protocol saw, at one moment.</summary>
/// <param name="Protocol">For example <c>http</c>.</param>
/// <param name="Sent">Turns taken.</param>
/// <param name="Acknowledged">Messages that the module promised to keep.</param>
/// <param name="Rejected">Turns that it refused.</param>
/// <param name="Failed">Turns without an answer.</param>
/// <param name="Median">Of the time from sending to the acknowledgement.</param>
/// <param name="P95">Of the same.</param>
internal sealed record ProtocolTally(
    string Protocol, long Sent, long Acknowledged, long Rejected, long Failed, TimeSpan? Median, TimeSpan? P95);
