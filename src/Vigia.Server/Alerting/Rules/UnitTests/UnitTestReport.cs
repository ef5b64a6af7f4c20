using Vigia.Server.Configuration.Reading;

namespace Vigia.Server.Alerting.Rules.UnitTests;

/// <summary>How the tests of one file went.</summary>
internal sealed record UnitTestReport
{
    public required string Path { get; init; }

    /// <summary>Each test that ran, in order: its name or number, its failures and how long it took.</summary>
    public required IReadOnlyList<UnitTestResult> Tests { get; init; }

    /// <summary>What kept the file from running.</summary>
    public IReadOnlyList<UnitTestFailure> FileFailures { get; init; } = [];

    /// <summary>What is odd, such as a pattern without files.</summary>
    public IReadOnlyList<ConfigurationIssue> Warnings { get; init; } = [];

    public IEnumerable<UnitTestFailure> Failures => FileFailures.Concat(Tests.SelectMany(static test => test.Failures));

    public bool HasPassed => !Failures.Any();
}
