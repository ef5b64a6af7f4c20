using Vigia.Model.Labels;

namespace Vigia.Server.RemoteRead;

/// <summary>One query of a remote read: raw samples of the series that match.</summary>
/// <param name="Start">The first millisecond, included.</param>
/// <param name="End">The last millisecond, included.</param>
/// <param name="Matchers">All must match.</param>
internal sealed record RemoteReadQuery(long Start, long End, IReadOnlyList<LabelMatcher> Matchers);
