namespace Vigia.Server.Alerting.Rules.UnitTests;

/// <summary>How one test went.</summary>
/// <param name="Name">Its name, or <c>unnamed#0</c> by its place.</param>
/// <param name="Failures">What came out otherwise; none where it passed.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record UnitTestResult(string Name, IReadOnlyList<UnitTestFailure> Failures, TimeSpan Duration);
