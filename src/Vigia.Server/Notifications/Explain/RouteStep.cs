namespace Vigia.Server.Notifications.Explain;

/// <summary>A route that was asked.</summary>
/// <param name="Depth">0 at the root.</param>
/// <param name="Line">Its line in the file.</param>
/// <param name="Receiver">Who it leads to.</param>
/// <param name="Matchers">Its matchers and their answers.</param>
/// <param name="Matches">Whether all matched.</param>
/// <param name="IsTaken">Whether the alert ends here.</param>
/// <param name="Continues">Whether the routes behind it are asked too.</param>
public sealed record RouteStep(int Depth, int Line, string Receiver, IReadOnlyList<MatcherAnswer> Matchers, bool Matches, bool IsTaken, bool Continues);
