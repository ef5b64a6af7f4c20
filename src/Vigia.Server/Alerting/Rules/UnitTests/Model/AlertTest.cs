namespace Vigia.Server.Alerting.Rules.UnitTests.Model;

/// <summary>Which alerts of one name fire at a time.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Time">The time from the test's start.</param>
/// <param name="AlertName">The alert's name; "" is an error that ends the test.</param>
/// <param name="Expected">The alerts, their name among the labels.</param>
internal sealed record AlertTest(int Line, TimeSpan Time, string AlertName, IReadOnlyList<ExpectedAlert> Expected);
