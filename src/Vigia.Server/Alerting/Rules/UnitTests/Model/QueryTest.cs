namespace Vigia.Server.Alerting.Rules.UnitTests.Model;

/// <summary>What a query answers at a time.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Query">The query.</param>
/// <param name="Time">The time from the test's start.</param>
/// <param name="Expected">The samples in any order; null with <paramref name="Error"/>.</param>
/// <param name="Error">What is wrong with the expected samples; null where nothing is.</param>
internal sealed record QueryTest(int Line, string Query, TimeSpan Time, IReadOnlyList<ExpectedSample>? Expected, string? Error);
